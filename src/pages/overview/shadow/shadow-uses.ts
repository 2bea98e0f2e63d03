import type { ShadowFinding } from '../../../audit/audit-reader.ts'

/** What a rule in shadow would have done to one caller's calls of one operation, all days together. */
export type ShadowUse = Omit<ShadowFinding, 'day' | 'shadow'>

/** Those with the most calls first. */
export function shadowUses(findings: readonly ShadowFinding[]): readonly ShadowUse[] {
  const uses = new Map<string, ShadowUse>()
  for (const finding of findings) {
    const { caller, credentialKind, credentialId, subject, accountId, method, operation } = finding
    const key = JSON.stringify([caller, method, operation])
    const known = uses.get(key)
    const calls = finding.calls + (known?.calls ?? 0)
    const lastAt = Math.max(finding.lastAt, known?.lastAt ?? 0)
    const whose = { caller, credentialKind, credentialId, subject, accountId }
    uses.set(key, { ...whose, method, operation, calls, lastAt })
  }
  return [...uses.values()].sort((one, other) => other.calls - one.calls)
}
