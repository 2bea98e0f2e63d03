import { claimAt } from '../verification/claim-at.ts'
import type { ClaimPath } from './provider.ts'
import type { Claims } from '../verification/token-findings.ts'

/**
 * Whether a token says that a claim exists and is not in it, or not in full: a distributed or
 * aggregated one (`_claim_names`, OpenID Connect Core 1.0 §5.6.2), such as the groups of somebody who
 * has too many of them at Microsoft Entra ID, which in tokens of the implicit flow says `hasgroups`
 * instead. What stands under the claim's own name all the same, such as an empty list, is not all.
 */
export function isLeftOut(claims: Claims, path: ClaimPath): boolean {
  const name = firstNameOf(path)
  if (name === 'groups') {
    const mark = claimAt(claims, 'hasgroups')
    if (mark === true || mark === 'true') return true
  }
  const elsewhere = claimAt(claims, '_claim_names')
  return typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name)
}

function firstNameOf(path: ClaimPath): string {
  if (!path.startsWith('/')) return path.split('.')[0] ?? ''
  const name = path.slice(1).split('/')[0] ?? ''
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}
