// The response of every measured service: some 200 bytes of JSON, the same for all of them.

/** The path that is asked for. */
export const PATH = '/bench/items'

/** The answer. */
export const ANSWER = {
  items: [
    { id: 'a4f1', name: 'A fountain pen', cents: 4_900 },
    { id: 'b7c2', name: 'A bottle of ink', cents: 1_250 },
    { id: 'c9d3', name: 'Paper, a hundred sheets', cents: 890 },
    { id: 'd2e4', name: 'A blotter', cents: 1_700 },
  ],
}
