import { REFUSALS, type RefusalCode } from '../../lib/refusal-codes.ts'
import type { RulePlace } from './rule-names.ts'

export interface CodeWords {
  /** What is wrong, as a whole sentence. */
  readonly says: string
  /** What can be done about it; empty where nothing can. */
  readonly todo: string
  /** Where it is done. */
  readonly place: RulePlace | undefined
}

const WORDS: Partial<Record<RefusalCode, Partial<CodeWords>>> = {
  'request/bad-path': {
    says: 'The path can be read in more than one way: it has “..”, “//”, “;”, a needless or broken escape, or is not one of this site at all.',
    todo: 'Have it sent in its plain form.',
  },
  'request/malformed': { todo: 'Have the request corrected: an escape in its query is broken.' },
  'request/method-not-allowed': { todo: 'Use GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE.' },
  'request/not-found': { says: 'The address ends with the site: it names nothing to call.' },
  'request/credential-in-query': {
    says: 'The address holds a credential.',
    todo: 'Have it sent in the Authorization header, and replace it: it has been seen.',
  },
  'request/ambiguous-credential': { todo: 'Have exactly one credential sent.' },
  'credential/missing': {
    says: 'The call came without a credential, and is not open to everybody.',
    todo: 'Have a token sent in the Authorization header. Calls without one are switched on under Switches, and allowed rule by rule.',
    place: 'switches',
  },
  'credential/invalid': {
    says: 'The credential is none that is known here: it was misspelt, belongs to another site, or is no longer active.',
    todo: 'Have the caller check the token and the host in the address.',
  },
  'credential/expired': {
    says: 'The API token has ended.',
    todo: 'Have its owner make a new one.',
  },
  'credential/revoked': {
    says: 'The API token was revoked.',
    todo: 'Have its owner make a new one.',
  },
  'credential/owner-not-admin': {
    says: 'The token acts as the app, or manages Gatehouse, and its owner is no administrator any more.',
    todo: 'Have an administrator make a new one.',
  },
  'credential/switched-off': {
    says: 'This kind of credential is switched off.',
    todo: 'It is switched on under Switches.',
    place: 'switches',
  },
  'token/untrusted': {
    says: 'Nobody vouches for the token: no provider that is on has its issuer, or its signature, audience or type is wrong.',
    todo: 'Try the token on the page of identity providers: Test token shows what is wrong with it.',
    place: 'providers',
  },
  'token/expired': { todo: 'Have the caller get a new token from the identity provider.' },
  'token/no-rule': {
    says: 'The token is genuine, and no trust rule of its provider lets it in.',
    todo: 'Try the token on the page of identity providers, and look at the provider’s rules.',
    place: 'providers',
  },
  'token/incomplete': {
    says: 'The provider left a claim out of the token that a rule depends on, usually the groups.',
    todo: 'Have fewer groups, or roles, put into the token.',
    place: 'providers',
  },
  'provider/unavailable': {
    says: 'The identity provider could not be asked about the token.',
    todo: 'It is tried again with the next call. Look whether the provider is up.',
    place: 'providers',
  },
  'crowd/unavailable': {
    says: 'Crowd could not be asked whose session it is, or about groups.',
    todo: 'It is tried again with the next call. Look whether Crowd is up.',
  },
  'crowd/app-refused': {
    says: 'Crowd does not accept Gatehouse as its application.',
    todo: 'Have the application’s name, its password and its remote addresses at Crowd compared with those set here.',
  },
  'account/unlinked': {
    says: 'The token is genuine, and its holder is linked to no account yet.',
    todo: 'The person links it on API access, or an administrator does on Gatehouse administration.',
  },
  'account/unknown': {
    says: 'The token leads to no active account of the product.',
    todo: 'Look at how the provider’s tokens lead to accounts.',
    place: 'providers',
  },
  'account/ambiguous': {
    todo: 'Have the identity linked to one account instead of found by its e-mail address.',
    place: 'providers',
  },
  'account/email-hidden': {
    todo: 'Have the identity linked to its account instead of found by its e-mail address.',
    place: 'providers',
  },
  'groups/unavailable': {
    says: 'A rule depends on the caller’s groups, and the product did not tell them.',
    todo: 'It is tried again with the next call.',
  },
  'policy/unavailable': {
    says: 'The rules could not be read, so nothing was served.',
    todo: 'Whoever runs Gatehouse finds the cause in its log.',
  },
  'site/inactive': {
    says: 'The app is disabled or not installed here any more.',
    todo: 'It is switched on where the product’s apps are managed.',
  },
  'limit/exceeded': {
    says: 'The rules allow the call, and a rate limit was spent.',
    todo: 'It goes on when the window ends. Limits are set under Limits.',
    place: 'limits',
  },
  'limit/unavailable': {
    says: 'The rate limits could not be counted, so the call was not made.',
    todo: 'Whoever runs Gatehouse finds the cause in its log.',
    place: 'limits',
  },
  'guard/locked': {
    says: 'The rules allow the call. Its caller is locked, because it deleted or changed too much at once.',
    todo: 'Unlock it under Locked callers, once you know why it did.',
  },
  'budget/paused': {
    says: 'The rules allow the call. The product has asked Gatehouse to wait.',
    todo: 'It goes on by itself.',
  },
  'budget/share-spent': {
    says: 'The rules allow the call. Little is left of what the product grants, and this caller has had its share.',
    todo: 'It goes on with the next hour. Shares are set under Limits.',
    place: 'limits',
  },
  'upstream/user-refused': {
    says: 'The rules allow the call. The product does not let Gatehouse act as this user.',
    todo: 'Look whether the account is active and has access to the product.',
  },
  'upstream/app-refused': {
    says: 'The rules allow the call. The product does not accept the app any more.',
    todo: 'Install the app again.',
  },
}

/** What a refusal means to an administrator, beyond what its caller is told. */
export function codeWords(code: RefusalCode): CodeWords {
  const { says = REFUSALS[code].title, todo = '', place } = WORDS[code] ?? {}
  return { says, todo, place }
}
