import { createHash } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import type { Secret } from '../../lib/secret.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { checkClaims, checkIntrospected, subjectOf } from './check-claims.ts'
import { endOf } from './check-times.ts'
import { checkType } from './check-type.ts'
import { withoutEcho } from './echoed-token.ts'
import { failed, passed, skipped } from './finding.ts'
import type { IntrospectionAnswer, KeySource } from './key-source.ts'
import type { Provider } from '../providers/provider.ts'
import type { CheckFinding, CheckName, Claims } from './token-findings.ts'
import { parseJws } from './unverified-jws.ts'
import type { TokenVerifier, Verification, VerifiedToken } from './verification.ts'
import { verifySignature } from './verify-signature.ts'

export interface TokenVerifierDeps {
  readonly keys: KeySource
  /** @throws Refusal `provider/unavailable`. `until`: how long the answer may be believed, in ms since the epoch */
  readonly introspect: (
    tenant: Tenant,
    provider: Provider,
    token: Secret,
  ) => Promise<{ readonly answer: IntrospectionAnswer; readonly until: number }>
  readonly clock: Clock
}

/** Everything that a token has to pass but the trust rules; see `TokenVerifier`. */
export function createTokenVerifier(deps: TokenVerifierDeps): TokenVerifier {
  return {
    verify: (tenant, provider, token) =>
      provider.keys.from === 'introspection'
        ? verifyByAsking(deps, tenant, provider, token)
        : verifyBySignature(deps, tenant, provider, token),
  }
}

async function verifyBySignature(
  { keys, clock }: TokenVerifierDeps,
  tenant: Tenant,
  provider: Provider,
  token: Secret,
): Promise<Verification> {
  const text = token.reveal()
  const reading = parseJws(text)
  if (reading.kind === 'unreadable') {
    const findings = withSkipped([failed('form', reading.says)], OF_A_JWT)
    return refused(findings, reading.header === undefined ? {} : { header: reading.header })
  }
  const { jws } = reading
  const { header, claims } = jws
  const keysOf = (kid: string | undefined) => keys.keysOf(tenant, provider, kid)
  const signed = await verifySignature(text, jws, provider, keysOf)
  const findings = [
    passed('form', 'The token is a JWT in compact form.'),
    signed.algorithm,
    checkType(header, provider),
    signed.key,
    signed.signature,
    ...checkClaims(claims, provider, clock.now()),
  ]
  const end = endOf(claims)
  if (signed.signer === undefined || end === undefined) return refused(findings, { header, claims })
  const freshUntil = (end + provider.clockToleranceSeconds) * 1000
  const keyThumbprint = signed.signer.thumbprint
  const vouched = { provider, claims, freshUntil, keyThumbprint, digest: digestOf(text) }
  return concluded(findings, { header, claims }, vouched)
}

// Any visible ASCII: opaque tokens are in nobody's standard form (RFC 6750 §2.1 is the narrowest).
const OPAQUE_TOKEN = /^[\x21-\x7e]{1,16384}$/

async function verifyByAsking(
  { introspect, clock }: TokenVerifierDeps,
  tenant: Tenant,
  provider: Provider,
  token: Secret,
): Promise<Verification> {
  const text = token.reveal()
  if (!OPAQUE_TOKEN.test(text)) {
    const says = 'The token is longer than 16384 characters, or not of visible ASCII characters.'
    return refused(withSkipped([failed('form', says)], OF_AN_ANSWER), {})
  }
  const { answer, until } = await introspect(tenant, provider, token)
  const form = passed('form', 'The token can be put to the provider.')
  const checks = withoutEcho(
    checkIntrospected(answer, provider, clock.now()),
    answer,
    provider,
    text,
  )
  const findings = withSkipped([form, ...checks], OF_AN_ANSWER)
  // No tolerance: in its last moments a token is asked about at every call.
  const freshUntil = Math.min(until, (endOf(answer) ?? Infinity) * 1000)
  const vouched = { provider, claims: answer, freshUntil, digest: digestOf(text) }
  return concluded(findings, { claims: answer }, vouched)
}

const OF_CLAIMS = [
  'issuer',
  'audience',
  'expiry',
  'not-before',
  'issued-at',
  'lifetime',
  'subject',
] as const
const OF_A_JWT = ['form', 'algorithm', 'type', 'key', 'signature', ...OF_CLAIMS] as const
const OF_AN_ANSWER = ['form', 'active', ...OF_CLAIMS] as const

function withSkipped(
  findings: readonly CheckFinding[],
  checks: readonly CheckName[],
): readonly CheckFinding[] {
  const left = checks.filter((name) => findings.every(({ check }) => check !== name))
  return [...findings, ...left.map((name) => skipped(name, 'There is nothing to look at.'))]
}

interface Seen {
  readonly header?: Claims
  readonly claims?: Claims
}

/** Verified only when nothing failed, whatever it was. */
function concluded(
  findings: readonly CheckFinding[],
  seen: Seen & { readonly claims: Claims },
  vouched: Omit<VerifiedToken, 'subject'>,
): Verification {
  const subject = subjectOf(seen.claims, vouched.provider.subjectClaim)
  const isSound = findings.every(({ verdict }) => verdict !== 'failed')
  if (!isSound || subject === undefined) return refused(findings, seen)
  return { kind: 'verified', findings, ...seen, token: { ...vouched, subject } }
}

/** Only who holds a genuine token that was for us learns that its time is over. */
function refused(findings: readonly CheckFinding[], seen: Seen): Verification {
  const failures = findings.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check)
  const isExpiry = failures.length === 1 && failures[0] === 'expiry'
  const isOver = isExpiry && endOf(seen.claims ?? {}) !== undefined
  const code = isOver ? 'token/expired' : 'token/untrusted'
  return { kind: 'refused', code, detail: `failed: ${failures.join(', ')}`, findings, ...seen }
}

const DIGEST_LENGTH = 16

function digestOf(text: string): string {
  // A slice of the whole text would keep all of that for as long as the token is remembered.
  return createHash('sha256')
    .update(text)
    .digest()
    .toString('hex', 0, DIGEST_LENGTH / 2)
}
