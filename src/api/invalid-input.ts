import type { z } from 'zod'
import type { Fault } from '../lib/fault.ts'
import { FAULTS_MAX, faultsOf } from '../lib/input-faults.ts'
import { Refusal } from '../lib/refusal.ts'

/** The refusal that tells the sender every field that is wrong. */
export function invalidInput(faults: readonly Fault[]): Refusal {
  // Paths hold the sender's own words where a member is unknown: those are no detail for our log.
  const detail = `${faults.length} faults`
  return new Refusal('request/invalid-input', { detail, faults: faults.slice(0, FAULTS_MAX) })
}

/**
 * A small body, checked.
 * @throws Refusal `request/invalid-input` with all faults, none of which quotes a value
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw invalidInput(faultsOf(parsed.error.issues))
}
