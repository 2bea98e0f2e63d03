/** What a refusal looks like from outside: an HTTP status and a sentence that anyone may read. */
export interface PublicRefusal {
  readonly status: number
  readonly title: string
}

/**
 * The closed list of expected failures. A code is part of the public interface: callers match on
 * it, docs/errors.md explains each, and a test refuses a code that is missing there. Unknown and
 * wrong credentials share one code on purpose, so that nobody can probe for what exists.
 */
export const REFUSALS = {
  'request/malformed': { status: 400, title: 'The request could not be understood.' },
  'request/bad-path': {
    status: 400,
    title: 'The path is not in the plain form that Gatehouse forwards.',
  },
  'request/body-not-allowed': { status: 400, title: 'This method takes no request body.' },
  'request/credential-in-query': {
    status: 400,
    title: 'Credentials belong in the Authorization header, never in the address.',
  },
  'request/ambiguous-credential': {
    status: 400,
    title: 'Send exactly one credential, in one Authorization header.',
  },
  'request/cross-site': {
    status: 403,
    title: 'A browser may only write from a page of this site, with the token that it was given.',
  },
  'request/too-large': { status: 413, title: 'The request body is larger than allowed here.' },
  'request/headers-too-large': {
    status: 431,
    title: 'The request headers are larger than allowed.',
  },
  'request/wrong-content-type': {
    status: 415,
    title: 'The content type of the request body is not accepted here.',
  },
  'request/invalid-input': { status: 422, title: 'Some of the values are not acceptable.' },
  'request/timeout': { status: 408, title: 'The request did not arrive in time.' },
  'request/not-found': { status: 404, title: 'There is nothing at this address.' },
  'request/method-not-allowed': { status: 405, title: 'This address does not take that method.' },

  'credential/missing': { status: 401, title: 'This call needs a credential.' },
  'credential/invalid': { status: 401, title: 'The credential is not valid.' },
  'credential/expired': { status: 401, title: 'The credential has expired.' },
  'credential/revoked': { status: 401, title: 'The credential has been revoked.' },
  'credential/owner-not-admin': {
    status: 403,
    title: 'The owner of this token is no administrator any more, and it needs one.',
  },

  'credential/owner-not-allowed': {
    status: 403,
    title: 'The owner of this token may not hold tokens any more.',
  },
  'credential/idle': {
    status: 401,
    title: 'The token was not used for so long that it has ended.',
  },
  'credential/token-required': {
    status: 401,
    title: 'This address takes tokens only.',
  },
  'credential/switched-off': {
    status: 403,
    title: 'An administrator has switched this kind of credential off.',
  },

  'token/untrusted': { status: 401, title: 'The token is not one that is trusted here.' },
  'token/expired': { status: 401, title: 'The token has expired.' },
  'token/no-rule': { status: 403, title: 'No trust rule admits this token.' },
  'token/incomplete': {
    status: 403,
    title: 'The token leaves out claims that the rules depend on, such as too many groups.',
  },
  'provider/unavailable': {
    status: 503,
    title: 'The identity provider could not be asked about the token.',
  },

  'crowd/unavailable': {
    status: 503,
    title: 'Crowd, which knows the people of this site, could not be asked.',
  },
  'crowd/app-refused': {
    status: 503,
    title: 'Crowd does not accept Gatehouse; an administrator has to correct that.',
  },

  'account/unlinked': {
    status: 403,
    title: 'This identity is not linked to an account yet.',
  },
  'account/unknown': {
    status: 403,
    title: 'The token does not lead to an active account of the product.',
  },
  'account/ambiguous': {
    status: 403,
    title: 'More than one account of the product has this e-mail address.',
  },
  'account/email-hidden': {
    status: 403,
    title: 'The product does not show whose e-mail address this is.',
  },
  'link/taken': { status: 409, title: 'This identity is linked to another account already.' },

  'policy/unavailable': {
    status: 503,
    title: 'The rules of this site cannot be loaded, so no call is served.',
  },
  'policy/changed': {
    status: 412,
    title: 'The policy was changed meanwhile; read it again.',
  },
  'policy/no-precondition': {
    status: 428,
    title: 'Say which version you are changing, in an If-Match header.',
  },

  'product/untrusted': { status: 401, title: 'The request does not come from a known product.' },
  'product/bad-install': { status: 400, title: 'The installation request is not acceptable.' },

  'product/replayed': {
    status: 422,
    title: 'This delivery was received before, with another body.',
  },

  'person/not-signed-in': { status: 403, title: 'Please sign in to the product first.' },
  'person/not-admin': { status: 403, title: 'Only product administrators may do this.' },
  'tokens/not-allowed': {
    status: 403,
    title: 'An administrator has switched off that users create tokens.',
  },

  'tokens/too-many': {
    status: 409,
    title: 'This owner has as many live tokens as the rules allow.',
  },
  'tokens/widening': {
    status: 403,
    title: 'Only an administrator may let a token do more than it may now.',
  },

  'groups/unavailable': {
    status: 503,
    title: 'The groups of the caller could not be looked up.',
  },

  'gateway/switched-off': {
    status: 403,
    title: 'An administrator has switched the gateway off.',
  },
  'site/inactive': { status: 403, title: 'Gatehouse is disabled or not installed on this site.' },
  'call/unknown-resource': {
    status: 404,
    title: 'Gatehouse does not serve this part of the product.',
  },
  'call/not-available': {
    status: 403,
    title: 'No rule of this site makes this resource available to this caller.',
  },
  'call/denied': { status: 403, title: 'A rule of this site denies this call.' },
  'call/outside-networks': { status: 403, title: 'Calls from this address are not allowed.' },
  'call/not-a-member': {
    status: 403,
    title: 'Only members of certain groups may call, and this caller is in none of them.',
  },
  'call/no-way': {
    status: 403,
    title: 'This site cannot be called here with this kind of credential.',
  },
  'call/read-only': { status: 403, title: 'This caller may only read.' },
  'call/outside-grant': {
    status: 403,
    title: 'The credential is limited to other resources than this one.',
  },
  'call/manage-only': {
    status: 403,
    title: 'This token is for managing Gatehouse and calls no product.',
  },

  'limit/exceeded': { status: 429, title: 'Too many calls; try again later.' },
  'guard/locked': {
    status: 403,
    title: 'This caller deletes too much; a person has to unlock it before it deletes more.',
  },
  'limit/unavailable': {
    status: 503,
    title: 'The rate limits could not be counted, so the call was not made.',
  },
  'budget/paused': {
    status: 429,
    title: 'The product takes no such call from Gatehouse for now; try again later.',
  },
  'budget/share-spent': {
    status: 429,
    title: 'Little is left of what the product grants, and this caller has had its share of it.',
  },

  'upstream/user-refused': {
    status: 403,
    title: 'The product does not let Gatehouse act as this user.',
  },
  'upstream/app-refused': {
    status: 502,
    title: 'The product does not accept the app any more; an administrator should re-install it.',
  },
  'upstream/wrong-user': {
    status: 502,
    title: 'The product took the caller for somebody else, so its answer is not passed on.',
  },
  'upstream/not-allowlisted': {
    status: 403,
    title: 'The product does not list this resource for tokens.',
  },
  'upstream/site-moved': {
    status: 502,
    title: 'The site has moved to another address; call it there once Gatehouse knows it.',
  },
  'upstream/unreachable': { status: 502, title: 'The product could not be reached.' },
  'upstream/broken-answer': { status: 502, title: 'The product broke off its answer.' },
  'upstream/timeout': { status: 504, title: 'The product did not answer in time.' },
  'upstream/busy': { status: 503, title: 'The product asks to wait.' },

  'gatehouse/audit-unavailable': {
    status: 503,
    title: 'The call could not be recorded, so it was not made.',
  },
  'gatehouse/busy': {
    status: 503,
    title: 'Gatehouse has too much to do just now; try again in a moment.',
  },
  'gatehouse/internal': { status: 500, title: 'Something went wrong inside Gatehouse.' },
} as const satisfies Record<string, PublicRefusal>

export type RefusalCode = keyof typeof REFUSALS
