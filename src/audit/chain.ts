import { hash as digest } from 'node:crypto'

/**
 * A place in a tenant's chain: how many lines there are up to it, and what all of them come to. Whoever
 * changes, removes or moves a line changes the hash of every place after it.
 */
export interface ChainLink {
  /** Counts the lines of the tenant from 1; 0 is the beginning, before any line. */
  readonly seq: number
  /** SHA-256 over the link before and this line, in hexadecimal. */
  readonly hash: string
}

/** Where the chain of a tenant begins; bound to the tenant, so that no chain passes for another's. */
export function chainBeginning(tenantId: string): ChainLink {
  return { seq: 0, hash: sha256(`gatehouse audit chain 1\n${tenantId}`) }
}

/** @param line as `eventLine`, `completionLine` or `wholeLine` give it */
export function nextLink(before: ChainLink, line: string): ChainLink {
  const seq = before.seq + 1
  return { seq, hash: sha256(`${before.hash}\n${String(seq)}\n${line}`) }
}

function sha256(text: string): string {
  return digest('sha256', text, 'hex')
}
