// The one error of the build step that speaks to whoever wrote a contract.

/** A contract that can't be compiled, with what to do about it. */
export class ContractError extends Error {}
