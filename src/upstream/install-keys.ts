import { createPublicKey } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import { readSmallAnswer } from './small-answer.ts'

export interface InstallKeysDeps {
  /** Key servers in the order of asking, without a trailing slash. */
  readonly urls: readonly string[]
  readonly clock: Clock
}

/** All servers together; Atlassian waits only some seconds for the answer to `installed`. */
const TIMEOUT_MS = 3_000
const BYTES_MAX = 16 * 1024
const RSA_BITS_MIN = 2048
const CACHED_MAX = 100
const UNKNOWN_FOR_MS = 60 * 1000
/** Look-ups of key ids that are not cached; real ones change a few times a year. */
const LOOKUPS_AT_ONCE_MAX = 30
const LOOKUPS_PER_SECOND = 5

/**
 * Atlassian's install keys by key id, as PEM; `undefined` for a key id that no server knows. A key
 * never changes under its id (Atlassian's docs), so a known one is kept for good and its installs
 * never compete with made-up ids, which anybody can send: those can neither push a known key out nor
 * be looked up faster than a few a second. An unknown id is remembered for a minute.
 *
 * @returns a look-up that throws Refusal `upstream/*` when the servers cannot be asked
 */
export function createInstallKeys({
  urls,
  clock,
}: InstallKeysDeps): (kid: string) => Promise<string | undefined> {
  // Without its resolution the cache would hold on to a time of our clock by a timer of its own.
  const byOurClock = { perf: { now: () => clock.now() }, ttlResolution: 0 }
  const known = new LRUCache<string, string>({ max: CACHED_MAX })
  const unknown = new LRUCache<string, true>({
    ...byOurClock,
    max: CACHED_MAX,
    ttl: UNKNOWN_FOR_MS,
  })
  const singleFlight = createSingleFlight<string | undefined>()
  const takeLookup = createBudget(clock)

  const lookUp = async (kid: string): Promise<string | undefined> => {
    takeLookup()
    const pem = await firstAnswer(urls, kid)
    if (pem === undefined) unknown.set(kid, true)
    else known.set(kid, pem)
    return pem
  }

  return async (kid) => {
    const pem = known.get(kid)
    if (pem !== undefined) return pem
    if (unknown.has(kid)) return undefined
    return singleFlight(kid, () => lookUp(kid))
  }
}

// Refilled all the time rather than once a minute: under a flood a genuine new key still gets its
// turn within a few tries, where a window would be emptied in its first second.
function createBudget(clock: Clock): () => void {
  let left = LOOKUPS_AT_ONCE_MAX
  let countedAt = clock.now()
  return () => {
    const refill = (Math.max(0, clock.now() - countedAt) / 1000) * LOOKUPS_PER_SECOND
    left = Math.min(LOOKUPS_AT_ONCE_MAX, left + refill)
    countedAt = clock.now()
    if (left < 1) {
      throw new Refusal('upstream/busy', { detail: 'install key look-ups', retryAfterSeconds: 1 })
    }
    left -= 1
  }
}

// A server that fails does not decide: the next is asked, and only "unknown" from all is an answer.
async function firstAnswer(urls: readonly string[], kid: string): Promise<string | undefined> {
  const deadline = performance.now() + TIMEOUT_MS
  let failure: Refusal | undefined
  for (const [index, url] of urls.entries()) {
    const share = (deadline - performance.now()) / (urls.length - index)
    try {
      const pem = await askServer(url, kid, Math.max(1, share))
      if (pem !== undefined) return pem
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failure = error
    }
  }
  if (failure !== undefined) throw failure
  return undefined
}

async function askServer(url: string, kid: string, timeoutMs: number): Promise<string | undefined> {
  const address = `${url}/${kid}`
  // An id that changes when read as an address (dots, escapes, a query) is no id of ours to ask for.
  const isPlain = /^[^?#]+$/.test(kid) && URL.canParse(address) && new URL(address).href === address
  if (!isPlain) return undefined
  const answer = await readSmallAnswer(address, { timeoutMs, bytesMax: BYTES_MAX })
  if (answer.status === 404) return undefined
  if (answer.status !== 200 || !isUsableKey(answer.text)) {
    const detail = `install key server answered ${answer.status} without a usable key`
    throw new Refusal('upstream/broken-answer', { detail })
  }
  return answer.text
}

function isUsableKey(pem: string): boolean {
  try {
    const key = createPublicKey(pem)
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    return key.asymmetricKeyType === 'rsa' && bits >= RSA_BITS_MIN && !pem.includes('PRIVATE')
  } catch {
    return false // Not a key at all: an error page, most likely.
  }
}
