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

  'site/inactive': { status: 403, title: 'Gatehouse is disabled or not installed on this site.' },
  'call/unknown-resource': {
    status: 404,
    title: 'Gatehouse does not serve this part of the product.',
  },
  'call/read-only': { status: 403, title: 'This token may only read.' },
  'call/outside-grant': {
    status: 403,
    title: 'The trust rule that admits this token does not cover this resource.',
  },
  'call/manage-only': {
    status: 403,
    title: 'This token is for managing Gatehouse and calls no product.',
  },

  'upstream/user-refused': {
    status: 403,
    title: 'The product does not let Gatehouse act as this user.',
  },
  'upstream/app-refused': {
    status: 502,
    title: 'The product does not accept the app any more; an administrator should re-install it.',
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
    title: 'Gatehouse has too much to write just now; try again in a moment.',
  },
  'gatehouse/internal': { status: 500, title: 'Something went wrong inside Gatehouse.' },
} as const satisfies Record<string, PublicRefusal>

export type RefusalCode = keyof typeof REFUSALS
