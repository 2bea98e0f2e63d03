import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** Field names whose values never reach a log line, wherever they stand one or two levels deep. */
const NEVER_LOGGED = [
  'authorization',
  'cookie',
  'jwt',
  'sharedSecret',
  'token',
  'access_token',
  'password',
  'secret',
  'assertion',
]

/**
 * Structured JSON lines. Redaction by name is the second net: the first is that secrets are
 * `Secret` values, which print as `[sealed]`, and that addresses are logged without their query.
 * @param bound fields of every line
 */
export function createLog(
  level: string,
  destination?: DestinationStream,
  bound: Readonly<Record<string, number>> | null = null,
): Log {
  const paths = NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const options = { level, redact: { paths, censor: '[sealed]' }, base: bound }
  return destination === undefined ? pino(options) : pino(options, destination)
}
