/** How the sign-on cookie is to be set, as `/config/cookie` tells applications. */
export interface CookieConfig {
  /** Empty: the host that sets it. */
  domain: string
  secure: boolean
  name: string
}

/** Switches of Crowd's console that decide whether a session is good. */
export interface CrowdSettings {
  /** "Require consistent client IP address" (2.5.2 and later). Off, the cookie alone is the user. */
  requiresConsistentAddress: boolean
  /** Crowd's own list; the products' lists are of no matter to it. */
  trustedProxies: string[]
  /** Without a validation for so long, a session ends. */
  sessionMinutes: number
}

/** As Crowd is delivered. */
export function usualSettings(): CrowdSettings {
  return { requiresConsistentAddress: true, trustedProxies: [], sessionMinutes: 30 }
}
