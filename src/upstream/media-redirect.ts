import { isIP } from 'node:net'
import { Refusal } from '../lib/refusal.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import { forOneCaller } from './cache-rules.ts'
import { isPublicAddress } from './public-address.ts'
import type { Wire, WireAnswer } from './wire.ts'

const HOPS_MAX = 3

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * A media host knows nobody but the one-time link, so these are about the link: passed on, they would
 * look like an answer about the caller's credential or permission.
 */
const REFUSALS_OF_THE_LINK = new Set([401, 403])

/**
 * All that a media host learns of a caller: which part of the file, unless it has it already. No
 * credential is among them, and the address of an attachment carries its own (Atlassian's docs,
 * attachment content: 302/303 to a media URL).
 */
const PASSED_ON: ReadonlySet<string> = new Set([
  'accept',
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
])

export interface MediaRedirects {
  /**
   * The address that an answer of the product points to, when it is to be followed: a GET or HEAD that
   * leads to another origin. Everything else is the caller's to follow: another address of the
   * product would need a decision and an audit record of its own.
   */
  targetOf(method: string, productOrigin: string, answer: WireAnswer): URL | undefined
  /**
   * Fetches it, without credentials, cookies or whatever else the caller sent.
   * @throws Refusal `upstream/broken-answer` for a redirect that must not be followed, or one whose
   * link the media host does not accept
   */
  follow(request: MediaRequest, target: URL): Promise<WireAnswer>
}

interface MediaRequest {
  readonly method: string
  readonly productOrigin: string
  /** Lower-case names. */
  readonly headers: readonly string[]
  readonly signal?: StopSignal
}

export function createMediaRedirects(wire: Wire, allowHttpSites: boolean): MediaRedirects {
  const fetchOnce = (request: MediaRequest, target: URL) => {
    refuseUnsafe(target, request.productOrigin, allowHttpSites)
    return wire.send({
      origin: target.origin,
      method: request.method,
      target: target.pathname + target.search,
      headers: passedOn(request.headers),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    })
  }

  return {
    targetOf(method, productOrigin, answer) {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      const target = locationOf(answer, productOrigin)
      return target === undefined || target.origin === productOrigin ? undefined : target
    },
    async follow(request, target) {
      let here = target
      for (let hop = 1; ; hop += 1) {
        const answer = await fetchOnce(request, here)
        const next = locationOf(answer, here.href)
        if (next === undefined && !REFUSALS_OF_THE_LINK.has(answer.status)) {
          return { ...answer, rawHeaders: forOneCaller(answer.rawHeaders) }
        }
        answer.body.discard()
        if (next === undefined) throw unsafe(`the media host answered ${String(answer.status)}`)
        if (hop === HOPS_MAX) throw unsafe(`more than ${HOPS_MAX} redirects`)
        here = next
      }
    },
  }
}

function locationOf(answer: WireAnswer, base: string): URL | undefined {
  if (!REDIRECTS.has(answer.status)) return undefined
  const location = answer.header('location')
  return location === undefined ? undefined : (URL.parse(location, base) ?? undefined)
}

function refuseUnsafe(target: URL, productOrigin: string, allowHttpSites: boolean): void {
  if (target.protocol !== 'https:' && !(allowHttpSites && target.protocol === 'http:')) {
    throw unsafe(`redirect to the scheme ${target.protocol}`)
  }
  if (target.username !== '' || target.password !== '') throw unsafe('redirect with a user name')
  // Back at the product the call would be made as nobody, and its answer would pass for a real one.
  if (target.origin === productOrigin) throw unsafe('redirect back to the product')
  // Names are checked when they are resolved; an address that is none needs no resolving.
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (!allowHttpSites && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw unsafe('redirect into a private network')
  }
}

// The address itself stays out of the detail: media addresses carry a token.
function unsafe(detail: string): Refusal {
  return new Refusal('upstream/broken-answer', { detail })
}

function passedOn(headers: readonly string[]): readonly string[] {
  const passed = ['user-agent', 'gatehouse']
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2)
    if (PASSED_ON.has(name)) passed.push(name, value)
  }
  return passed
}
