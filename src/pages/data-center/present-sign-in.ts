import { REFUSALS, type RefusalCode } from '../../lib/refusal-codes.ts'
import type { Refusal } from '../../lib/refusal.ts'

interface SignInModel {
  /** Why a token was not taken. */
  readonly fault: string | undefined
}

/** @param refusal of the token that was sent; absent at first sight */
export function presentSignIn(refusal?: Refusal): {
  readonly title: string
  readonly opened: undefined
  readonly signIn: SignInModel
} {
  const fault = refusal && faultWords(refusal)
  return { title: 'Gatehouse for Data Center', opened: undefined, signIn: { fault } }
}

function faultWords({ code, retryAfterSeconds }: Refusal): string {
  if (code === 'limit/exceeded') {
    return `Too many tokens were refused. Try again in ${String(retryAfterSeconds ?? 60)} seconds.`
  }
  return WORDS[code] ?? REFUSALS[code].title
}

const WORDS: Partial<Record<RefusalCode, string>> = {
  'credential/missing': 'Paste the token first.',
  'credential/invalid':
    'This token is not taken here. It has to be one that manages Gatehouse, made for an administrator of a Data Center site.',
  'credential/expired': 'This token has expired. An operator can make another.',
  'credential/revoked': 'This token was revoked. An operator can make another.',
  'person/not-admin':
    'This token does not manage Gatehouse, or its owner is no administrator of the site any more.',
  'site/inactive': 'Gatehouse does not serve this site any more.',
}
