import type { PolicyDocument } from '../policy/policy-document.ts'
import type { Switches } from '../policy/switches.ts'
import { isInForce } from './rules/access/present-bypasses.ts'

/** Why every call is refused, whoever makes it and whatever it asks for. */
export type NothingServed = 'gateway-off' | 'no-rule' | 'no-credential'

/**
 * Whether the document as a whole refuses every call; undefined when some call can be served. What is
 * said of a site must never claim this while something is served, so what can go past the rules counts.
 * @param now milliseconds since the epoch
 */
export function servesNothing(document: PolicyDocument, now: number): NothingServed | undefined {
  const { switches, bypasses, access, resources } = document
  if (!switches.gateway) return 'gateway-off'
  if (bypasses.some((bypass) => isInForce(bypass, now))) return undefined
  const allowing = resources.filter(({ effect, state }) => effect === 'allow' && state === 'on')
  if (allowing.length === 0 && access.fullAccess.length === 0) return 'no-rule'
  if (takesCredentials(document)) return undefined
  const isPublic = switches.anonymousCalls && allowing.some(({ anonymous }) => anonymous === true)
  return isPublic ? undefined : 'no-credential'
}

/** The switches for kinds of credential, in the order in which they are shown. */
export const CREDENTIAL_SWITCHES = [
  'apiTokens',
  'providerTokens',
  'contextTokens',
  'signOnCookies',
  'basicPassThrough',
  'bearerPassThrough',
] as const satisfies readonly (keyof Switches)[]

/** Whether any kind of credential is taken. */
export function takesCredentials({ switches }: Pick<PolicyDocument, 'switches'>): boolean {
  return CREDENTIAL_SWITCHES.some((name) => switches[name])
}
