import { createServerFaults } from './server-faults.ts'
import type { ServerFaults } from './server-faults.ts'

/** The key server's own ways to go wrong. */
interface KeyFaults extends ServerFaults {
  /** Serves a valid key, but another one. */
  wrongKey: boolean
  /** Serves an HTML page with status 200 where the key is unknown. */
  htmlForUnknown: boolean
}

/** The token server's own ways to go wrong. */
interface AuthFaults extends ServerFaults {
  /** Answers 200 with something that is not JSON. */
  garbage: boolean
  /** Life of minted tokens; what `expires_in` says stays 900 when `hideShortLife` is on. */
  tokenLifeSeconds: number
  hideShortLife: boolean
}

/** Every switch of the shared servers; each site has its own on top. */
export interface WorldFaults {
  readonly keys: KeyFaults
  readonly auth: AuthFaults
  readonly media: ServerFaults
  readonly cdn: ServerFaults
  /** Switches everything off, the sites' faults included. */
  reset(): void
}

const keyDefaults = { wrongKey: false, htmlForUnknown: false }
const authDefaults = { garbage: false, tokenLifeSeconds: 900, hideShortLife: false }

/** Switches, all off. */
export function createWorldFaults(resetSites: () => void): WorldFaults {
  const keys = Object.assign(createServerFaults(), keyDefaults)
  const auth = Object.assign(createServerFaults(), authDefaults)
  const media = createServerFaults()
  const cdn = createServerFaults()
  return {
    keys,
    auth,
    media,
    cdn,
    reset() {
      for (const faults of [keys, auth, media, cdn]) faults.reset()
      Object.assign(keys, keyDefaults)
      Object.assign(auth, authDefaults)
      resetSites()
    },
  }
}
