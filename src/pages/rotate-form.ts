import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'

/** How long an old secret can work beside the new one. */
export const OVERLAPS = [
  { value: '24', label: '1 day', hours: 24 },
  { value: '0', label: 'not at all: it ends at once', hours: 0 },
  { value: '1', label: '1 hour', hours: 1 },
  { value: '168', label: '7 days', hours: 168 },
] as const

const form = z.object({ overlapHours: z.enum(OVERLAPS.map(({ value }) => value)) })

/** @throws Refusal `request/invalid-input` for a time that the form does not offer */
export function overlapHoursIn(body: unknown): number {
  const reading = form.safeParse(body)
  if (!reading.success) throw new Refusal('request/invalid-input', { cause: reading.error })
  return Number(reading.data.overlapHours)
}
