import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'

/**
 * The process's variables, with those of a `.env` file in the working directory added where they
 * are not set already. The one place of the program that looks at `process.env`.
 */
export function loadEnvironment(): Readonly<Record<string, string | undefined>> {
  if (existsSync('.env')) loadEnvFile('.env')
  return process.env
}
