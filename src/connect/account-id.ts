import { z } from 'zod'

/** An Atlassian account id: opaque, at most 128 characters by Atlassian's docs, and printable. */
export const accountIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^\P{Cc}+$/u)
