import { createHash } from 'node:crypto'
import type { Secret } from '../../lib/secret.ts'

/** What stands for a token where it is looked up: its SHA-256, from which nobody gets back to it. */
export function digestOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('base64url')
}
