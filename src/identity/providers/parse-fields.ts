import { z } from 'zod'
import type { Parsed } from '../../lib/fault.ts'
import { placeOf } from '../../lib/fault-place.ts'
import { FAULTS_MAX, faultsOf, memberMessage } from '../../lib/input-faults.ts'
import { claimPathFault } from './check-claim-path.ts'
import { repeatsIn } from './check-text.ts'

/** Schemas of single fields. Each has its own sentence for whatever can be wrong with it. */

/** An object with exactly these members. */
export function members<S extends z.ZodRawShape>(shape: S, needed: string) {
  return z.strictObject(shape, { error: memberMessage(Object.keys(shape), needed) })
}

/** @param faultIn answers a sentence, or undefined when nothing is wrong */
export function text(needed: string, faultIn: (text: string) => string | undefined) {
  return z.string({ error: needed }).superRefine((value, context) => {
    const says = faultIn(value)
    if (says !== undefined) context.addIssue({ code: 'custom', message: says })
  })
}

export function whole(min: number, max: number) {
  const error = `Must be a whole number from ${min} to ${max}.`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

/** A list that is too long is one fault, and a hundred faults are enough: no entry after that is looked at. */
export function list<T extends z.ZodType>(item: T, max: number, needed: string, min: 0 | 1 = 1) {
  const tooMany = `Use at most ${max} entries.`
  return z
    .array(z.unknown(), { error: needed })
    .min(min, { error: needed })
    .max(max, { error: tooMany })
    .transform((entries, context): z.output<T>[] => {
      const read: z.output<T>[] = []
      let faults = 0
      for (const [index, entry] of entries.entries()) {
        const each = item.safeParse(entry)
        if (each.success) read.push(each.data)
        for (const fault of faultsOf(each.error?.issues ?? [])) {
          faults += 1
          const place = [index, ...placeOf(fault)]
          context.addIssue({ code: 'custom', path: place, message: fault.says })
        }
        if (faults >= FAULTS_MAX) break
      }
      return read
    })
}

/** As a list, with no text twice. */
export function distinct<T extends z.ZodType<string>>(
  item: T,
  max: number,
  needed: string,
  min: 0 | 1 = 1,
) {
  return list(item, max, needed, min).superRefine((texts, context) => {
    for (const index of repeatsIn(texts)) {
      context.addIssue({
        code: 'custom',
        path: [index],
        message: 'This stands further up already.',
      })
    }
  })
}

/** What a parser of its own reads, its faults told at their places in the whole. */
export function readBy<T>(parse: (input: unknown) => Parsed<T>) {
  return z.unknown().transform((input, context): T => {
    const parsed = parse(input)
    if (parsed.kind === 'accepted') return parsed.value
    for (const fault of parsed.faults) {
      context.addIssue({ code: 'custom', path: placeOf(fault), message: fault.says })
    }
    return z.NEVER
  })
}

export const claimPath = text('Name a claim, such as groups or realm_access.roles.', claimPathFault)
