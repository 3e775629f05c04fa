// Defines the error of a configuration.

/** A wrangler.toml or a gatehouse.config.ts that cannot be used. Its message names the file and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
