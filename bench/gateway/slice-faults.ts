import type { Slice } from './slice.ts'

/**
 * Calls that were under way when the load ended were answered to nobody, and a starved proxy may still have
 * made those of the warm-up; one call too few is a fault always.
 */
export function faultsOf(
  slice: Pick<Slice, 'requests' | 'badStatus' | 'broken' | 'upstreamCalls' | 'auditedCalls'>,
  connections: number,
): readonly string[] {
  const { requests, badStatus, broken, upstreamCalls, auditedCalls } = slice
  const isApart = (count: number) => count < requests || count > requests + 2 * connections
  const faults: string[] = []
  if (badStatus > 0) faults.push(`${badStatus} answers of status 400 and above`)
  if (broken > 0) faults.push(`${broken} calls without an answer`)
  if (requests === 0) faults.push('nothing was answered')
  if (isApart(upstreamCalls)) {
    faults.push(`${requests} answered and ${upstreamCalls} made upstream`)
  }
  if (auditedCalls !== undefined && isApart(auditedCalls)) {
    faults.push(`${requests} answered and ${auditedCalls} in the audit log`)
  }
  return faults
}
