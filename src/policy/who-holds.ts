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
 * For rules that deny. A caller without a credential could be anybody whom such a rule is about, and
 * has only left the credential away: so what depends on one counts as holding.
 * @throws Refusal `policy/unavailable` for a part of a kind that is not known here
 */
export function compileDeniedWho(who: Who): WhoTest {
  const [known, anybody] = [compileWho(who), compiled(who, true)]
  return (facts) => (facts.principal.actsAs.kind === 'anonymous' ? anybody : known)(facts)
}

/** @param guess what to take for the truth where it depends on a credential; absent: the truth */
function compiled(who: Who, guess: boolean | undefined): WhoTest {
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
    const parts = who.none.map((part) => compiled(part, guess === undefined ? guess : !guess))
    return (facts) => !parts.some((holds) => holds(facts))
  }
  if ('network' in who) {
    const has = networkSet([who.network])
    return ({ address }) => has(address)
  }
  const test = credentialTest(who)
  const isCertain = guess === undefined || ('credential' in who && who.credential === 'anonymous')
  return isCertain ? test : () => guess
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
