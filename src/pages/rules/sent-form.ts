import { z } from 'zod'

/** A sent form with flat names. Total: what is missing is empty, what is unknown is passed over. */
export interface SentForm {
  /** With plain line breaks; empty for what was not sent. */
  text(name: string): string
  /** Whether it is ticked. */
  has(name: string): boolean
  /** What follows this in the names that begin with it, in the order of sending. */
  below(prefix: string): readonly string[]
}

// A field that was sent twice is nothing that our forms send; it reads as empty.
const flat = z.record(z.string(), z.string().catch('')).catch({})

export function sentForm(body: unknown): SentForm {
  const sent = new Map(Object.entries(flat.parse(body)))
  return {
    text: (name) => (sent.get(name) ?? '').replaceAll('\r\n', '\n'),
    has: (name) => sent.has(name),
    below: (prefix) =>
      [...sent.keys()].flatMap((name) =>
        name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
      ),
  }
}
