import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { KeySet, VerificationKey } from '../../../src/identity/verification/key-set.ts'
import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from '../../../src/identity/providers/provider.ts'
import { keysFromJwks, withoutClashes } from '../../../src/identity/verification/read-keys.ts'
import { parseCompact } from '../../../src/identity/verification/unverified-jws.ts'
import { secretKey } from '../../../src/identity/verification/verification-key.ts'
import {
  verifySignature,
  type SignatureTerms,
} from '../../../src/identity/verification/verify-signature.ts'
import { leaveOut } from '../../support/left-out.ts'

type Jwk = Readonly<Record<string, unknown>>
type JwkOrSet = Jwk | { readonly keys: readonly Jwk[] }

interface Group {
  readonly comment: string
  readonly type: 'JsonWebSignature' | 'JsonWebKey' | 'JsonWebCrypto'
  readonly public: JwkOrSet | null
  readonly private: JwkOrSet
  readonly tests: readonly {
    readonly tcId: number
    readonly comment: string
    readonly result: 'valid' | 'invalid'
    readonly token: string
  }[]
}

const CORPUS = new URL('../../../../shared/jwt/wycheproof.json', import.meta.url)
const groups = existsSync(CORPUS)
  ? (JSON.parse(readFileSync(CORPUS, 'utf8')) as { readonly groups: readonly Group[] }).groups
  : []

/** Vectors that are answered the other way, and why that is right. */
const CONTRADICTED: ReadonlyMap<string, string> = new Map([
  ['JsonWebSignature 346', 'PS384 by a key whose own `alg` is PS256 (RFC 7517 §4.4)'],
  ['JsonWebSignature 347', '`alg` ES521 does not exist; vector JsonWebKey 19 wants it refused'],
  ['JsonWebSignature 350', 'PS384 by a key whose own `alg` is PS256 (RFC 7517 §4.4)'],
  ['JsonWebSignature 351', '`alg` ES521 does not exist; vector JsonWebKey 19 wants it refused'],
  ['JsonWebSignature 367', 'byte for byte the token of vector 357, which is called valid'],
  ['JsonWebSignature 370', 'byte for byte the token of vector 357, which is called valid'],
  ['JsonWebSignature 372', 'a question mark in the header is no base64url (RFC 7515 §2)'],
  ['JsonWebSignature 373', 'a question mark in the payload is no base64url (RFC 7515 §2)'],
])

const membersOf = (given: JwkOrSet): readonly Jwk[] =>
  'keys' in given && Array.isArray(given.keys) ? (given.keys as readonly Jwk[]) : [given]

/** A shared secret is entered by itself; only the corpus has several, with names and algorithms. */
function namedSecret({ k, kid, alg }: Jwk): readonly VerificationKey[] {
  const key = secretKey(Buffer.from(String(k), 'base64url'), kid as string | undefined)
  if (key === undefined) return []
  return [{ ...key, algorithms: key.algorithms.filter((each) => each === alg) }]
}

function keysOf(group: Group): KeySet & { readonly terms: SignatureTerms } {
  const members = membersOf(group.public ?? group.private)
  if (members.every(({ kty }) => kty === 'oct')) {
    const keys = withoutClashes(members.flatMap(namedSecret))
    return { keys, terms: { algorithms: HMAC_ALGORITHMS, keys: { from: 'secret' } } }
  }
  // All algorithms, so that a mix-up of public keys and HMAC is not refused too early to be tried.
  const algorithms = [...ASYMMETRIC_ALGORITHMS, ...HMAC_ALGORITHMS]
  const keys = keysFromJwks({ keys: members })
  return { keys, terms: { algorithms, keys: { from: 'jwks' } } }
}

async function verdictOn(group: Group, token: string): Promise<'valid' | 'invalid'> {
  const reading = parseCompact(token)
  if (reading.kind === 'unreadable') return 'invalid'
  const { terms, ...keySet } = keysOf(group)
  const { signer } = await verifySignature(token, reading.jws, terms, () => Promise.resolve(keySet))
  return signer === undefined ? 'invalid' : 'valid'
}

const isEncryption = ({ comment }: Group) => comment.startsWith('jwe_')

describe('the vectors of Wycheproof', () => {
  if (groups.length === 0) {
    it('are agreed with, where they are at hand', function () {
      leaveOut('JWS vectors of Wycheproof (not at hand)')
      this.skip()
    })
    return
  }

  const vectors = groups.flatMap((group) => group.tests.map((test) => ({ group, test })))

  it('are all looked at', () => {
    expect(vectors.length).to.equal(502)
    expect(vectors.filter(({ group }) => isEncryption(group)).length).to.equal(33)
    expect(vectors.filter(({ test }) => test.result === 'valid').length).to.equal(57)
  })

  for (const group of groups) {
    const title = `${group.type} ${group.comment}`
    if (isEncryption(group)) {
      it(`are no signed tokens when they are encrypted ones: ${title}`, () => {
        for (const { token, tcId } of group.tests) {
          expect(parseCompact(token).kind, String(tcId)).to.equal('unreadable')
        }
      })
      continue
    }
    it(`are agreed with: ${title}, ${String(group.tests[0]?.tcId)} and on`, async () => {
      for (const { tcId, comment, result, token } of group.tests) {
        const id = `${group.type} ${String(tcId)}`
        if (CONTRADICTED.has(id)) continue
        expect(await verdictOn(group, token), `${id} ${comment}`).to.equal(result)
      }
    })
  }

  it('are contradicted in the few cases that are listed with their reasons, and no others', async () => {
    const contradicted: string[] = []
    for (const { group, test } of vectors.filter(({ group }) => !isEncryption(group))) {
      const verdict = await verdictOn(group, test.token)
      if (verdict !== test.result) contradicted.push(`${group.type} ${String(test.tcId)}`)
    }
    expect(contradicted.sort()).to.deep.equal([...CONTRADICTED.keys()].sort())
    const tokenOf = (id: number) =>
      vectors.find(({ group, test }) => group.type === 'JsonWebSignature' && test.tcId === id)?.test
        .token
    expect([tokenOf(367), tokenOf(370)]).to.deep.equal([tokenOf(357), tokenOf(357)])
    expect(tokenOf(357)).to.be.a('string')
  })
})
