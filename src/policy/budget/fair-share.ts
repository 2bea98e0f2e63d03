/** Where a caller stands when it wants some points of what the product grants the app. */
export interface Claim {
  /** Points that are left, without those of calls that are under way. */
  readonly remaining: number
  /** The last points of the window, in which everybody has a share. */
  readonly reserve: number
  readonly cost: number
  readonly weight: number
  /** Of all who call, this caller among them. */
  readonly weights: number
  /** What this caller has had of the reserve. */
  readonly taken: number
  readonly isLowPriority: boolean
}

/** `slow` by so many parts of the longest wait, from 0 to 1. */
export type Verdict =
  | { readonly kind: 'pass' | 'nothing-left' | 'share-spent' }
  | { readonly kind: 'slow'; readonly by: number }

const PASS = { kind: 'pass' } as const
const NOTHING_LEFT = { kind: 'nothing-left' } as const
const SHARE_SPENT = { kind: 'share-spent' } as const

/**
 * Whether a caller may have the points. Before the reserve everybody has what they want, since points
 * that nobody takes are lost when the window ends. In the reserve a caller has its share among those who
 * call and one who may still come, and never so much of what is left that nothing remains for that one:
 * callers who come late find less, and never nothing. Who is to give way is slowed down on the way to the
 * reserve, and has no part in it.
 */
export function judgeClaim(claim: Claim): Verdict {
  const { remaining, reserve, cost, weight, weights, taken, isLowPriority } = claim
  if (cost > remaining) return NOTHING_LEFT
  const left = remaining - cost
  if (left >= reserve) {
    if (!isLowPriority || reserve === 0 || left >= 2 * reserve) return PASS
    return { kind: 'slow', by: (2 * reserve - left) / reserve }
  }
  if (isLowPriority) return SHARE_SPENT
  const amongAll = (reserve * weight) / (weights + 1)
  const ofWhatIsLeft = ((remaining + taken) * weight) / (weight + 1)
  return taken + cost <= Math.min(amongAll, ofWhatIsLeft) ? PASS : SHARE_SPENT
}
