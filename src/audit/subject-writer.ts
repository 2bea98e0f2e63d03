import { createHmac } from 'node:crypto'
import type { Secret } from '../lib/secret.ts'

/** How the record has a subject, that is whom a credential names: the `sub` of a provider's token, a user name. */
export type SubjectWriter = (tenantId: string, subject: string) => string

/** As it is, so that a caller who was refused can be found by name. */
export const inClear: SubjectWriter = (_tenantId, subject) => subject

const HEX_KEPT = 32
const HASHED = /^h:[0-9a-f]{32}$/

/** The same subject has another hash in each tenant, so that records of two cannot be laid side by side. */
export function hashedBy(key: Secret): SubjectWriter {
  return (tenantId, subject) => {
    // Quoted, since a subject is any text: no other tenant and subject come to the same.
    const text = JSON.stringify([tenantId, subject])
    const hex = createHmac('sha256', key.reveal()).update(text).digest('hex')
    return `h:${hex.slice(0, HEX_KEPT)}`
  }
}

/** Whether a text may be such a hash; what a caller is called may look like one too. */
export function looksHashed(text: string): boolean {
  return HASHED.test(text)
}
