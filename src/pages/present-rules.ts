import type { Switches } from '../policy/switches.ts'
import { LIFETIME_CHOICES } from './token-form.ts'

/** A switch with what it does beside it, and the value that its button asks for. */
export interface SwitchModel {
  readonly action: string
  readonly isOn: boolean
  readonly effect: string
  readonly otherEffect: string
  readonly next: 'on' | 'off'
}

/** How long a new token may live: what holds now, and what can be chosen instead. */
export interface LongestLifeModel {
  readonly action: string
  readonly current: string
  readonly choices: readonly {
    readonly value: string
    readonly label: string
    readonly chosen: boolean
  }[]
}

export function presentSwitch(switches: Switches, action: string, product: string): SwitchModel {
  const on = `Everyone who is signed in to ${product} may create tokens that act as themselves.`
  const off =
    'Only administrators may create tokens. Tokens that exist go on working until they expire or are revoked.'
  const isOn = switches.usersMayCreateTokens
  return {
    action,
    isOn,
    effect: isOn ? on : off,
    otherEffect: isOn ? off : on,
    next: isOn ? 'off' : 'on',
  }
}

/** The same choices as the form that creates a token, so that each of them means something there. */
export function presentLongestLife({ tokenDaysMax }: Switches, action: string): LongestLifeModel {
  return {
    action,
    current: `${tokenDaysMax} days`,
    choices: LIFETIME_CHOICES.map((days) => ({
      value: String(days),
      label: `${days} days`,
      chosen: days === tokenDaysMax,
    })),
  }
}
