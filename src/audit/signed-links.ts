import type { ChainLink } from './chain.ts'

/** A link of a tenant's chain, signed: nobody without our key makes another chain that comes to it. */
export interface SignedHead extends ChainLink {
  readonly tenantId: string
  /** When it was signed, in milliseconds since the epoch. */
  readonly at: number
  readonly signature: string
}

export type CutReason = 'days' | 'count'

/** That the lines of a chain up to this link were removed, and that it was us who did. */
export interface ChainCut extends ChainLink {
  readonly tenantId: string
  /** How many events were removed by the run that made it; a call of two lines is one. */
  readonly events: number
  readonly at: number
  readonly reason: CutReason
  /**
   * Links after this one whose lines went as well: the ends of calls that began before it. In the order
   * of their places.
   */
  readonly gaps: readonly ChainLink[]
  readonly signature: string
}

/** Makes and checks signatures over texts of ours. */
export interface LinkSigner {
  /** SPKI as PEM, for whoever wants to check a signature without us. */
  readonly publicKey: string
  /** Base64url. */
  sign(text: string): string
  isSignature(text: string, signature: string): boolean
}

/** What is signed of a head. */
export function headText({ tenantId, seq, hash, at }: Omit<SignedHead, 'signature'>): string {
  return ['gatehouse audit head 1', tenantId, seq, hash, at].join('\n')
}

/** What is signed of a cut; all of it. */
export function cutText(cut: Omit<ChainCut, 'signature'>): string {
  const { tenantId, seq, hash, events, at, reason, gaps } = cut
  return ['gatehouse audit cut 1', tenantId, seq, hash, events, at, reason, gapsText(gaps)].join(
    '\n',
  )
}

/** As it is stored: `[[105,"ab…"],[107,"cd…"]]`. */
export function gapsText(gaps: readonly ChainLink[]): string {
  return JSON.stringify(gaps.map(({ seq, hash }) => [seq, hash]))
}

export function signedHead(head: Omit<SignedHead, 'signature'>, signer: LinkSigner): SignedHead {
  return { ...head, signature: signer.sign(headText(head)) }
}

export function signedCut(cut: Omit<ChainCut, 'signature'>, signer: LinkSigner): ChainCut {
  return { ...cut, signature: signer.sign(cutText(cut)) }
}
