import type { FaultList } from './chain-fault.ts'
import { headText, type LinkSigner, type SignedHead } from './signed-links.ts'

/** A place that was reached; without a hash where nobody knows what it should be. */
export interface ReachedPlace {
  readonly seq: number
  readonly hash: string | undefined
}

/** Compares signed heads with a chain that is walked along, from its beginning to its end. */
export interface HeadCheck {
  /** Place of the last head that is right; 0 before any. */
  readonly provedUpTo: number
  readonly compared: number
  /** Heads of lines that were removed by right, or that lie before where the walk began. */
  readonly passed: number
  /** The walk begins here, or jumps here over what was removed by right. */
  beginAt(place: ReachedPlace): void
  /** The next place of the walk. */
  reach(place: ReachedPlace): void
  /** The walk has ended at this place. */
  end(seq: number): void
}

/** @param heads by their places; those that were kept elsewhere are believed even if our key was stolen */
export function createHeadCheck(
  own: readonly SignedHead[],
  kept: readonly SignedHead[],
  signer: Pick<LinkSigner, 'isSignature'>,
  faults: FaultList,
): HeadCheck {
  const signed = own.filter((head) => isSigned(head, 'here', signer, faults))
  kept.forEach((head) => isSigned(head, 'elsewhere', signer, faults))
  const waiting = [
    ...signed.map((head) => ({ head, where: 'here' as const })),
    ...kept.map((head) => ({ head, where: 'elsewhere' as const })),
  ].sort((one, other) => one.head.seq - other.head.seq)
  let next = 0
  let [provedUpTo, compared, passed] = [0, 0, 0]

  const reach = ({ seq, hash }: ReachedPlace) => {
    for (let at = waiting[next]; at !== undefined && at.head.seq <= seq; at = waiting[next]) {
      next += 1
      compared += 1
      if (at.head.seq === seq && at.head.hash === hash) {
        provedUpTo = seq
      } else {
        const isThere = at.head.seq === seq && hash !== undefined
        faults.add(differs(at.head, at.where, isThere ? WAS_OTHER : IS_MISSING))
      }
    }
  }
  return {
    get provedUpTo() {
      return provedUpTo
    },
    get compared() {
      return compared
    },
    get passed() {
      return passed
    },
    beginAt(place) {
      while ((waiting[next]?.head.seq ?? Infinity) < place.seq) {
        next += 1
        passed += 1
      }
      reach(place)
    },
    reach,
    end(seq) {
      for (const { head, where } of waiting.slice(next)) {
        compared += 1
        faults.add(differs(head, where, `the record ends at line ${String(seq)} now`))
      }
      next = waiting.length
    },
  }
}

type Where = 'here' | 'elsewhere'

const WAS_OTHER = 'what stands there now is not what was signed: the record was rewritten'
const IS_MISSING = 'that line is missing'

function differs({ seq, at }: SignedHead, where: Where, why: string) {
  const kept = where === 'here' ? '' : ', kept elsewhere'
  const when = new Date(at).toISOString()
  const says = `The head of line ${String(seq)}, signed at ${when}${kept}: ${why}.`
  return { kind: 'head-differs' as const, seq, says }
}

function isSigned(
  head: SignedHead,
  where: Where,
  signer: Pick<LinkSigner, 'isSignature'>,
  faults: FaultList,
): boolean {
  if (signer.isSignature(headText(head), head.signature)) return true
  const whose = where === 'here' ? 'The head' : 'The head that was kept elsewhere'
  const says = `${whose} of line ${String(head.seq)} is not signed with the key that Gatehouse has now.`
  faults.add({ kind: 'head-unsigned', seq: head.seq, says })
  return false
}
