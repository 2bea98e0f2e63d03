import cluster from 'node:cluster'
import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'

/**
 * The process's variables, with those of a `.env` file in the working directory added where they
 * are not set already. The one place of the program that looks at `process.env`. A worker has what its
 * primary was started with: the file may say something else by the time one is replaced.
 */
export function loadEnvironment(): Readonly<Record<string, string | undefined>> {
  if (cluster.isPrimary && existsSync('.env')) loadEnvFile('.env')
  return process.env
}
