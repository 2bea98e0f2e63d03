import type { CallLines } from '../call-lines.ts'

/** To the writer: what to put into the table. One at a time, so an answer needs no name. */
export type ToWriter = readonly CallLines[]

/** From the writer: it is committed, or nothing of it is. */
export interface FromWriter {
  readonly failure?: { readonly message: string; readonly code: string | undefined } | undefined
}
