import type { CrowdState } from '../../../identity/sign-on/crowd.ts'
import type { Tenant } from '../../../tenants/tenant.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import type { PagesDeps } from '../../page-room.ts'

/** Something that keeps people from signing on, or lets others do it for them. */
interface Warning {
  /** Class of the message. */
  readonly tone: 'danger' | 'warning'
  readonly title: string
  readonly says: string
}

/** Signing on by Crowd, at a Data Center site that has one. */
export interface SignOnModel {
  readonly warnings: readonly Warning[]
  /** Class of the lozenge. */
  readonly tone: 'event-good' | 'event-bad' | ''
  readonly word: string
  readonly since: Moment
  /** Path that ends all sessions. */
  readonly endAction: string
}

/** What is added to the path of the tab. */
export const END_SIGN_ONS = '/end-sign-ons'

/** Undefined for a site without Crowd. @param root path of the door */
export function presentSignOn(
  { id, dataCenter }: Tenant,
  { healthOf, addressRule }: PagesDeps['signOn'],
  now: number,
  root: string,
): SignOnModel | undefined {
  if (dataCenter?.crowd === undefined) return undefined
  const health = healthOf(id)
  const failure = failureOf(health)
  const isHeld = addressRule(id) !== 'not-held'
  return {
    warnings: [
      ...(failure === undefined ? [] : [failure]),
      ...(isHeld ? [] : [notHeld(dataCenter.sessions.acceptsAnyAddress)]),
    ],
    tone: health.kind === 'untried' ? '' : failure === undefined ? 'event-good' : 'event-bad',
    word: WORDS[health.kind],
    since: momentOf(health.since, now),
    endAction: `${root}/overview/summary${END_SIGN_ONS}`,
  }
}

const WORDS: Readonly<Record<CrowdState['kind'], string>> = {
  untried: 'Not asked yet',
  good: 'Answers',
  'app-refused': 'Refuses Gatehouse',
  unavailable: 'Does not answer',
}

function failureOf(health: CrowdState): Warning | undefined {
  switch (health.kind) {
    case 'untried':
    case 'good':
      return undefined
    case 'app-refused':
      return {
        tone: 'danger',
        title: 'Nobody can sign on',
        says: 'Crowd does not take Gatehouse’s application name, password or address: an operator has to correct it.',
      }
    case 'unavailable':
      return {
        tone: 'danger',
        title: 'Crowd does not answer',
        says: `Calls with sign-on cookies are refused until it does, and so are calls that depend on groups. What was seen: ${health.detail}.`,
      }
  }
}

function notHeld(isAccepted: boolean): Warning {
  const what =
    'Crowd does not hold sessions to the address they were made from (“Require consistent client IP address”).'
  return isAccepted
    ? {
        tone: 'warning',
        title: 'A sign-on cookie serves from everywhere',
        says: `${what} An operator has accepted that, so cookies write too: whoever gets hold of one acts as its owner.`,
      }
    : {
        tone: 'danger',
        title: 'Sign-on cookies only read',
        says: `${what} Cookies only read until it does, or an operator accepts it.`,
      }
}
