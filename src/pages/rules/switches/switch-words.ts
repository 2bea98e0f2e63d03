import type { Switches } from '../../../policy/switches.ts'
import type { SiteKind } from '../../../policy/site-kind.ts'
import { basicWords } from '../../passed-through-words.ts'
import type { CredentialSwitchModel } from '../../present-credential-switches.ts'
import { CREDENTIAL_SWITCHES } from '../../serves-nothing.ts'

/** All that is switched here; `restricted` is the opposite of the switch `anonymousCalls`. */
export const SWITCH_IDS = [
  'gateway',
  'restricted',
  ...CREDENTIAL_SWITCHES,
  'usersMayCreateTokens',
] as const
export type SwitchId = (typeof SWITCH_IDS)[number]

/** What a switch says, whichever it is. */
export type SwitchWords = Omit<CredentialSwitchModel, 'id'> & { readonly id: SwitchId }

/** What is to be stored for a position of a switch. */
export function wantedOf(id: SwitchId, isOn: boolean): Partial<Switches> {
  return id === 'restricted' ? { anonymousCalls: !isOn } : { [id]: isOn }
}

/** What is told when something was switched. */
export function switchedWords(id: SwitchId, isOn: boolean, kind: SiteKind): string {
  const [on, off] = id === 'basicPassThrough' ? taken(`Calls with ${basicWords(kind)}`) : WORDS[id]
  return isOn ? on : off
}

const taken = (kind: string): readonly [string, string] => [
  `${kind} are taken from now on.`,
  `${kind} are refused from now on.`,
]

/** For each switch, what is so when it is on and when it is off. */
const WORDS: Readonly<Record<Exclude<SwitchId, 'basicPassThrough'>, readonly [string, string]>> = {
  gateway: [
    'The gateway is on. Calls are served from now on.',
    'The gateway is off. Every call is refused from now on.',
  ],
  restricted: [
    'Every call needs a credential from now on.',
    'What access rules make public can be called without a credential from now on.',
  ],
  apiTokens: taken('Calls with API tokens'),
  providerTokens: taken('Calls with tokens of identity providers'),
  contextTokens: taken('Calls of Gatehouse’s own pages'),
  signOnCookies: taken('Calls with sign-on cookies'),
  bearerPassThrough: taken('Calls with access tokens of the product'),
  usersMayCreateTokens: [
    'Users may create tokens again.',
    'From now on only administrators may create tokens.',
  ],
}
