import { createHash } from 'node:crypto'
import type { KeySet } from '../../../src/identity/verification/key-set.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { VerifiedToken } from '../../../src/identity/verification/verification.ts'

/** Ready-made values about providers; a test names only what it is about. */

export function aProvider(given: Partial<Provider> = {}): Provider {
  return {
    id: 'acme',
    name: 'Acme login',
    enabled: true,
    issuer: 'https://login.acme.example',
    audiences: ['https://gatehouse.example.com/api'],
    keys: { from: 'jwks', url: 'https://login.acme.example/keys' },
    algorithms: ['RS256', 'ES256'],
    clockToleranceSeconds: 30,
    subjectClaim: 'sub',
    account: { by: 'claim', claim: 'account_id' },
    rules: [{ name: 'everybody', access: 'write' }],
    ...given,
  }
}

export function aVerifiedToken(given: Partial<VerifiedToken> = {}): VerifiedToken {
  const provider = given.provider ?? aProvider()
  const subject = given.subject ?? 'ann'
  return {
    provider,
    subject,
    claims: { iss: provider.issuer, sub: subject, account_id: 'account-ann' },
    freshUntil: Number.MAX_SAFE_INTEGER,
    digest: createHash('sha256').update(subject).digest('hex').slice(0, 16),
    keyThumbprint: 'thumbprint-1',
    ...given,
  }
}

/** A key set that only says which keys are in it. */
export function aKeySet(...thumbprints: readonly string[]): KeySet {
  return { keys: thumbprints.map((thumbprint) => ({ thumbprint })) as unknown as KeySet['keys'] }
}

/** Three segments of base64url: looks like a JWT, and nobody signed it. */
export function jwtShaped(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(claims)}.${'c2lnbmF0dXJl'.repeat(4)}`
}
