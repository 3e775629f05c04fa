// Types for what an author says about an operation that is a tool for MCP clients (Model Context Protocol, Tools).

/** The facts about a tool that an author may give; the others follow from its operation. */
export interface ToolOptions {
  /** What clients call it: 1 to 128 letters, digits, `_`, `-` and `.`. The default is the operationId. */
  readonly name?: string
  /** What a language model reads about it. The default is the description of the operation. */
  readonly description?: string
  /** Whether it changes nothing. The default is whether its method is GET. */
  readonly readOnly?: boolean
  /** Whether it may replace or remove what is there. The default is true, unless it changes nothing. */
  readonly destructive?: boolean
}
