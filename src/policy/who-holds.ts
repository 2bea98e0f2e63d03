import { CREDENTIAL_KINDS } from '../identity/principal.ts'
import { Refusal } from '../lib/refusal.ts'
import { networkSet } from './network-set.ts'
import type { Situation } from './situation.ts'
import type { Who } from './who.ts'

/** Whether a rule is about this caller. */
export type WhoTest = (facts: Pick<Situation, 'principal' | 'groups' | 'address'>) => boolean

/** @throws Refusal `policy/unavailable` for a part of a kind that is not known here */
export function compileWho(who: Who): WhoTest {
  return compiled(who, undefined)
}

/**
 * For rules that restrict. A caller without a credential could be anybody whom such a rule is about, and
 * has only left the credential away; of one with a credential of the product's own nobody here knows the
 * groups. So what cannot be known of a caller counts as holding.
 * @throws Refusal `policy/unavailable` for a part of a kind that is not known here
 */
export function compileRestrictedWho(who: Who): WhoTest {
  const known = compileWho(who)
  const anybody = compiled(who, { value: true, of: 'credential' })
  const anyMember = compiled(who, { value: true, of: 'groups' })
  return (facts) => {
    switch (facts.principal.actsAs.kind) {
      case 'anonymous':
        return anybody(facts)
      case 'caller':
        return anyMember(facts)
      case 'user':
      case 'app':
        return known(facts)
    }
  }
}

/** What to take for the truth where it depends on what is not known. */
interface Guess {
  readonly value: boolean
  /** `credential`: nothing that a credential says is known. */
  readonly of: 'credential' | 'groups'
}

/** @param guess absent: the truth */
function compiled(who: Who, guess: Guess | undefined): WhoTest {
  if (Object.keys(who).length !== 1) throw unknownPart()
  if ('all' in who) {
    const parts = who.all.map((part) => compiled(part, guess))
    return (facts) => parts.every((holds) => holds(facts))
  }
  if ('any' in who) {
    const parts = who.any.map((part) => compiled(part, guess))
    return (facts) => parts.some((holds) => holds(facts))
  }
  if ('none' in who) {
    // Of two contraries only one can be to the rule's favour.
    const parts = who.none.map((part) => compiled(part, contrary(guess)))
    return (facts) => !parts.some((holds) => holds(facts))
  }
  if ('network' in who) {
    const has = networkSet([who.network])
    return ({ address }) => has(address)
  }
  const test = credentialTest(who)
  return guess === undefined || isCertain(who, guess) ? test : () => guess.value
}

function contrary(guess: Guess | undefined): Guess | undefined {
  return guess && { ...guess, value: !guess.value }
}

function isCertain(who: Who, { of }: Guess): boolean {
  if (of === 'groups') return !('group' in who)
  return 'credential' in who && who.credential === 'anonymous'
}

function credentialTest(
  who: Exclude<Who, { all: unknown } | { any: unknown } | { none: unknown } | { network: unknown }>,
): WhoTest {
  if ('group' in who) return ({ groups }) => groups.has(who.group)
  if ('provider' in who) return ({ principal }) => principal.credential.provider === who.provider
  if ('token' in who) {
    return ({ principal: { credential } }) =>
      credential.kind === 'api-token' && credential.id === who.token
  }
  // What comes from storage can be of a later form than the types know.
  const { credential }: { readonly credential?: unknown } = who
  if (!CREDENTIAL_KINDS.some((kind) => kind === credential)) throw unknownPart()
  return ({ principal }) => principal.credential.kind === credential
}

function unknownPart(): Refusal {
  return new Refusal('policy/unavailable', { detail: 'a rule for callers of an unknown kind' })
}
