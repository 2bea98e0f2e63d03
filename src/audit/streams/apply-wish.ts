import { Refusal } from '../../lib/refusal.ts'
import { Secret } from '../../lib/secret.ts'
import type { AuditStream, HttpsTarget, StreamTarget } from './audit-stream.ts'
import type { StreamWish } from './stream-wish.ts'

/** After a rotation the secret before signs as well, so that the receiver has time to change. */
const OVERLAP_MS = 24 * 3_600_000

/** What a wish makes of a stream, and a signing secret that was made by it. */
interface AppliedWish {
  readonly target: StreamTarget
  readonly newSecret: Secret | undefined
}

/**
 * @param current undefined for a new stream
 * @throws Refusal `request/invalid-input` where a value that stays hidden would go to another host, or the
 *   kind of receiver would change
 */
export function targetFor(
  { target, rotateSecret }: Pick<StreamWish, 'target' | 'rotateSecret'>,
  current: AuditStream | undefined,
  makeSecret: () => Secret,
  now: number,
): AppliedWish {
  const before = current?.target
  if (before !== undefined && before.kind !== target.kind) {
    throw invalid('kind', 'The kind of receiver stays; add another stream, and remove this one.')
  }
  if (target.kind === 'syslog') return { target, newSecret: undefined }
  const known = before?.kind === 'https' ? before : undefined
  const made = {
    kind: 'https',
    url: new Secret(target.url),
    header: headerFor(target, known),
    ca: target.ca,
  } as const
  if (known !== undefined && !rotateSecret) {
    const { secret, previous } = known
    const stillKnown = previous !== undefined && previous.until > now ? previous : undefined
    return { target: { ...made, secret, previous: stillKnown }, newSecret: undefined }
  }
  const newSecret = makeSecret()
  const previous = known && { secret: known.secret, until: now + OVERLAP_MS }
  return { target: { ...made, secret: newSecret, previous }, newSecret }
}

// A value that nobody is shown again must not be sent elsewhere by one who only may change the address.
function headerFor(
  { header, url }: Extract<StreamWish['target'], { readonly kind: 'https' }>,
  known: HttpsTarget | undefined,
): HttpsTarget['header'] {
  if (header === undefined) return undefined
  const { name, value } = header
  if (value !== undefined) return { name, value }
  const kept = known?.header
  if (kept?.name !== name) throw invalid('headerValue', 'Enter the value of the header.')
  if (originOf(known?.url.reveal() ?? '') !== originOf(url)) {
    throw invalid('headerValue', 'Enter it again: the address is of another host now.')
  }
  return kept
}

function originOf(url: string): string | undefined {
  return URL.parse(url)?.origin
}

/** The refusal for one member of what was sent. */
export function invalid(path: string, says: string): Refusal {
  return new Refusal('request/invalid-input', { detail: path, faults: [{ path, says }] })
}
