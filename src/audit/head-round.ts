import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { HeadStore } from './head-store.ts'
import { signedHead, type LinkSigner } from './signed-links.ts'

/**
 * Signs where each record ends, now and then. Each head is a line of the log as well: what has left the
 * machine with the logs proves the record also to somebody who cannot trust the machine any more.
 */
export function createHeadRound(deps: {
  readonly store: Pick<HeadStore, 'signGrown'>
  readonly signer: LinkSigner
  readonly clock: Clock
  readonly log: Log
}): () => Promise<void> {
  const { store, signer, clock, log } = deps
  return async () => {
    const at = clock.now()
    const signed = await store.signGrown(at, (tenantId, { seq, hash }) =>
      signedHead({ tenantId, seq, hash, at }, signer),
    )
    for (const { tenantId, seq, hash, signature } of signed) {
      log.info({ tenantId, seq, hash, at, signature }, 'signed the head of the record')
    }
  }
}
