import { exportSPKI, generateKeyPair, SignJWT } from 'jose'
import type { DataCenterWorld } from './a-data-center-world.ts'

const ISSUER = 'https://login.acme.example'
const AUDIENCE = 'gatehouse'

/** A company's identity provider as far as a site trusts it: somebody who signs tokens. */
export interface TokenSigner {
  /** A token of now, whose subject is a user name. */
  tokenOf(subject: string): Promise<string>
}

/** One that nobody trusts yet. */
export async function aSigner(
  world: Pick<DataCenterWorld, 'gatehouse'>,
): Promise<TokenSigner & { readonly pem: string }> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return {
    pem: await exportSPKI(publicKey),
    tokenOf(subject) {
      const now = Math.floor(world.gatehouse.clock.now() / 1000)
      return new SignJWT()
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setIssuedAt(now)
        .setExpirationTime(now + 300)
        .sign(privateKey)
    },
  }
}

export async function aTrustedSigner(world: DataCenterWorld): Promise<TokenSigner> {
  const signer = await aSigner(world)
  await world.trust({ issuer: ISSUER, audience: AUDIENCE, pem: signer.pem })
  return signer
}
