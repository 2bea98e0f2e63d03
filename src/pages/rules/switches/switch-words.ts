import type { Switches } from '../../../policy/switches.ts'
import {
  CREDENTIAL_SWITCHES,
  type CredentialSwitchModel,
} from '../../present-credential-switches.ts'

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
export function switchedWords(id: SwitchId, isOn: boolean): string {
  const [on, off] = WORDS[id]
  return isOn ? on : off
}

const taken = (kind: string): readonly [string, string] => [
  `${kind} are taken from now on.`,
  `${kind} are refused from now on.`,
]

/** For each switch, what is so when it is on and when it is off. */
const WORDS: Readonly<Record<SwitchId, readonly [string, string]>> = {
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
  basicPassThrough: taken('Calls with a user name and a password or Atlassian API token'),
  usersMayCreateTokens: [
    'Users may create tokens again.',
    'From now on only administrators may create tokens.',
  ],
}
