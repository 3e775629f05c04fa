// Defines the error of a configuration.

/** A wrangler.toml or a gatehouse.config.ts that can't be used as it is. Its message names the file, and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
