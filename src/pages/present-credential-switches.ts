import type { PolicyDocument } from '../policy/policy-document.ts'
import type { SiteKind } from '../policy/site-kind.ts'
import { DATA_CENTER_SWITCHES } from '../policy/switches.ts'
import { counted } from './counted.ts'
import { passedThrough, type SwitchWords as Words } from './passed-through-words.ts'
import { wordsOf } from './product-words.ts'
import { CREDENTIAL_SWITCHES, servesNothing, takesCredentials } from './serves-nothing.ts'

type CredentialSwitch = (typeof CREDENTIAL_SWITCHES)[number]

/** What stands behind the switches at present. */
export interface Affected {
  /** API tokens that would serve a call now. */
  readonly liveTokens: number
  /** Providers that are switched on. */
  readonly providers: number
}

export interface CredentialSwitchModel {
  readonly id: CredentialSwitch
  readonly title: string
  readonly isOn: boolean
  /** Class of the lozenge: to be on is not good for every kind. */
  readonly tone: 'live' | 'off' | 'usual' | 'risky'
  readonly effect: string
  readonly otherEffect: string
  readonly warning: string | undefined
  readonly next: 'on' | 'off'
}

interface CredentialSwitchesModel {
  readonly switches: readonly CredentialSwitchModel[]
  /** Every kind is switched off, and nothing is served without one. */
  readonly takesNothing: boolean
}

/** Whether a site of this kind has such a switch. */
export function isSwitchOf({ isDataCenter }: SiteKind, id: string): boolean {
  return isDataCenter === true || !DATA_CENTER_SWITCHES.some((each) => each === id)
}

/** @param now milliseconds since the epoch */
export function presentCredentialSwitches(
  document: PolicyDocument,
  affected: Affected,
  kind: SiteKind,
  now: number,
): CredentialSwitchesModel {
  const { switches } = document
  const words = wordsFor(affected, kind)
  const shown = CREDENTIAL_SWITCHES.filter((id) => isSwitchOf(kind, id))
  return {
    switches: shown.map((id) => presentSwitch(id, words[id], switches[id])),
    takesNothing: !takesCredentials(document) && servesNothing(document, now) !== undefined,
  }
}

function presentSwitch(id: CredentialSwitch, words: Words, isOn: boolean): CredentialSwitchModel {
  const isRisky = words.warning !== undefined
  const onTone = isRisky ? 'risky' : 'live'
  const offTone = isRisky ? 'usual' : 'off'
  return {
    id,
    title: words.title,
    isOn,
    tone: isOn ? onTone : offTone,
    effect: isOn ? words.on : words.off,
    otherEffect: isOn ? words.ifOff : words.ifOn,
    warning: words.warning,
    next: isOn ? 'off' : 'on',
  }
}

function wordsFor(affected: Affected, kind: SiteKind): Readonly<Record<CredentialSwitch, Words>> {
  const product = wordsOf(kind.product).name
  const tokens = atPresent(affected.liveTokens, 'active token', 'no token is active')
  const providers = atPresent(affected.providers, 'provider', 'no provider is switched on')
  return {
    apiTokens: {
      title: 'API tokens',
      on: 'Programs may call with tokens that people created under “API access”.',
      off: 'Calls with API tokens are refused. None is revoked.',
      ifOff: `calls with API tokens are refused at once (${tokens}). None is revoked: those that have not ended serve again when you switch it on. Tokens that manage Gatehouse are not concerned.`,
      ifOn: `they serve again at once (${tokens}).`,
    },
    providerTokens: {
      title: 'Tokens of identity providers',
      on: 'Programs may call with tokens of your identity providers, as the trust rules there say.',
      off: 'Calls with tokens of identity providers are refused. Providers and links stay as they are.',
      ifOff: `calls with such tokens are refused at once (${providers}). Providers and links stay as they are.`,
      ifOn: `they are taken again at once (${providers}).`,
    },
    contextTokens: {
      title: 'Calls of Gatehouse’s own pages',
      on: `A page of Gatehouse ${kind.isDataCenter === true ? '' : `in ${product} `}may call as the person who looks at it, for as long as its token lives: minutes.`,
      off: 'Calls with the token of a page are refused.',
      ifOff: 'such calls are refused at once. This page and “API access” go on working.',
      ifOn: 'pages may call as the person who looks at them.',
    },
    ...passedThrough(kind, product),
  }
}

function atPresent(count: number, thing: string, none: string): string {
  return `${count === 0 ? none : counted(count, thing)} at present`
}
