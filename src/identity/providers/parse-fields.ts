import { z } from 'zod'
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
export function list<T extends z.ZodType>(item: T, max: number, needed: string) {
  const tooMany = `Use at most ${max} entries.`
  return z
    .array(z.unknown(), { error: needed })
    .min(1, { error: needed })
    .max(max, { error: tooMany })
    .transform((entries, context): z.output<T>[] => {
      const read: z.output<T>[] = []
      let faults = 0
      for (const [index, entry] of entries.entries()) {
        const each = item.safeParse(entry)
        if (each.success) read.push(each.data)
        for (const { path, says } of faultsOf(each.error?.issues ?? [])) {
          faults += 1
          const place = path === '' ? [index] : [index, ...path.split('.')]
          context.addIssue({ code: 'custom', path: place, message: says })
        }
        if (faults >= FAULTS_MAX) break
      }
      return read
    })
}

/** As a list, with no text twice. */
export function distinct<T extends z.ZodType<string>>(item: T, max: number, needed: string) {
  return list(item, max, needed).superRefine((texts, context) => {
    for (const index of repeatsIn(texts)) {
      context.addIssue({
        code: 'custom',
        path: [index],
        message: 'This stands further up already.',
      })
    }
  })
}

export const claimPath = text('Name a claim, such as groups or realm_access.roles.', claimPathFault)
