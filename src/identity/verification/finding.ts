import type { CheckFinding, CheckName } from './token-findings.ts'

export function passed(check: CheckName, says: string): CheckFinding {
  return { check, verdict: 'passed', says }
}

export function failed(check: CheckName, says: string): CheckFinding {
  return { check, verdict: 'failed', says }
}

export function skipped(check: CheckName, says: string): CheckFinding {
  return { check, verdict: 'skipped', says }
}
