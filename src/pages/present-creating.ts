import type { PolicyDocument } from '../policy/policy-document.ts'

/** The switch that lets users create tokens, with what it does beside it. */
export interface CreatingModel {
  readonly id: 'usersMayCreateTokens'
  readonly title: string
  readonly isOn: boolean
  readonly tone: 'live' | 'off'
  readonly effect: string
  readonly otherEffect: string
  readonly warning: string | undefined
  readonly next: 'on' | 'off'
}

/** @param product the product's name as people say it */
export function presentCreating(
  { switches, access }: Pick<PolicyDocument, 'switches' | 'access'>,
  product: string,
): CreatingModel {
  const who =
    access.mayHoldTokens === 'everyone'
      ? `everyone who is signed in to ${product}`
      : 'members of the groups that may hold tokens'
  const on = `${who} may create tokens that act as themselves.`
  const off =
    'only administrators may create tokens. Tokens that exist go on working until they expire or are revoked.'
  const isOn = switches.usersMayCreateTokens
  return {
    id: 'usersMayCreateTokens',
    title: 'Users may create tokens',
    isOn,
    tone: isOn ? 'live' : 'off',
    effect: asSentence(isOn ? on : off),
    otherEffect: isOn ? off : on,
    warning: undefined,
    next: isOn ? 'off' : 'on',
  }
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
