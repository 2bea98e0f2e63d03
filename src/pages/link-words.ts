import type { RefusalCode } from '../lib/refusal-codes.ts'

const CANNOT_BE_KEPT =
  'This identity cannot be linked: its name is not one that Gatehouse can keep, or the account has as many links as it can have.'

/** Why an identity was not linked, for the person who pasted a token to prove it. */
const FOR_ITS_OWNER: Partial<Record<RefusalCode, string>> = {
  'token/untrusted':
    'This is not a token that is taken here. It may come from another provider, be meant for another service, or have lost a part when it was copied.',
  'token/expired': 'This token has ended. Get a new one from your provider and paste it soon.',
  'token/no-rule':
    'The token is genuine, but no rule on this site admits it. Ask an administrator of your site which tokens are taken.',
  'token/incomplete':
    'Your provider left out claims that the rules on this site depend on, usually because you are in too many groups. Ask an administrator of your site.',
  'provider/unavailable':
    'Your provider could not be asked about the token. Nothing was linked; try again in a minute.',
  'account/unknown':
    'There is nothing to link: this token leads to an account in another way. If that is the wrong account, ask an administrator of your site.',
  'link/taken':
    'This identity is linked to another account already. If that is yours too, remove the link there first; if not, tell an administrator of your site.',
  'request/invalid-input': CANNOT_BE_KEPT,
}

/** The same for an admin, who typed the identity; the rest was found by the form. */
const FOR_AN_ADMIN: Partial<Record<RefusalCode, string>> = {
  'link/taken':
    'This identity is linked to another account already. Remove that link first if it is wrong.',
  'request/invalid-input': CANNOT_BE_KEPT,
}

/** @returns undefined for a refusal that the form cannot say anything better about than any page */
export function ownLinkFault(code: RefusalCode): string | undefined {
  return FOR_ITS_OWNER[code]
}

export function adminLinkFault(code: RefusalCode): string | undefined {
  return FOR_AN_ADMIN[code]
}
