import { hash } from 'node:crypto'
import type { Secret } from '../../lib/secret.ts'

/** What stands for a token where it is looked up: its SHA-256, from which nobody gets back to it. */
export function digestOf(token: Secret): string {
  return hash('sha256', token.reveal(), 'base64url')
}
