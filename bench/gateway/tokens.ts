import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** The identity provider of the bench: a key, and what its tokens say. */
export const ISSUER = 'https://login.bench.example'
export const AUDIENCE = 'gatehouse-bench'
export const GROUPS = Array.from({ length: 12 }, (_, index) => `claim-${index}`)
const LIFE_SECONDS = 24 * 3600
const signBeside = promisify(sign)

export interface SigningKeys {
  readonly privateKey: KeyObject
  readonly publicPem: string
}

export function makeKeys(): SigningKeys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return { privateKey, publicPem }
}

/** An access token of about 1 kB, as companies' providers issue them. @param person which one of many */
export function accessToken({ privateKey }: SigningKeys, person: number): string {
  const now = Math.floor(Date.now() / 1000)
  return signed(privateKey, {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `subject-${person}`,
    atlassian_id: accountOf(person),
    groups: GROUPS,
    name: `Person Number ${person}`,
    preferred_username: `person.number.${person}`,
    email: `person.number.${person}@bench.example`,
    email_verified: true,
    scope: 'openid profile email groups jira.read jira.write',
    sid: `session-${person}`.padEnd(36, '0'),
    jti: `token-${person}`.padEnd(36, '0'),
    iat: now - 60,
    exp: now + LIFE_SECONDS,
  })
}

/** The smallest that is accepted, for having very many; signed beside the main thread. */
export async function smallToken({ privateKey }: SigningKeys, person: number): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + LIFE_SECONDS
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: `s${person}`, groups: ['claim-3'], exp }
  const input = inputOf({ ...claims, atlassian_id: accountOf(person % 64) })
  const signature = await signBeside('sha256', Buffer.from(input), privateKey)
  return `${input}.${signature.toString('base64url')}`
}

export function accountOf(person: number): string {
  return `557058:bench-${person}`
}

function signed(privateKey: KeyObject, claims: Readonly<Record<string, unknown>>): string {
  const input = inputOf(claims)
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

function inputOf(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', typ: 'at+jwt', kid: 'bench' })}.${part(claims)}`
}
