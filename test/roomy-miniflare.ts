// Lets miniflare make more room at once for workerd's configuration: by itself it grows by 4 KiB and copies all that it has so far,
// several MiB with the bundles of every Worker, each time. That is a third of what starting a system costs. Loaded by
// `--import`; where miniflare is written otherwise it changes nothing.
import { registerHooks } from 'node:module'

const MINIFLARE = /\/node_modules\/miniflare\/dist\/src\/index\.js$/
const STEP = 'MIN_SINGLE_SEGMENT_GROWTH = 4096'
const LARGER_STEP = `MIN_SINGLE_SEGMENT_GROWTH = ${4 * 1_048_576}`

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!MINIFLARE.test(url) || loaded.source === undefined || loaded.source === null) return loaded
    const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    return { ...loaded, source: source.replace(STEP, LARGER_STEP) }
  },
})
