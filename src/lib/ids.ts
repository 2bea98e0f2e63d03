import { randomBytes, randomFillSync } from 'node:crypto'

/** Where unpredictable values come from; handed in so that a test can name them. */
export interface Ids {
  /** An identifier for a record or a request; unique, not secret. */
  next(): string
  /** `count` bytes that nobody can guess. */
  randomBytes(count: number): Buffer
}

export const systemIds: Ids = { next: () => timeOrderedId(Date.now()), randomBytes }

/**
 * A UUID of version 7 (RFC 9562 §5.7): milliseconds first, then 74 random bits. Ids that sort by time keep
 * what is written together in one place of an index; random ones made a row of the audit log twice as dear.
 * Written digit by digit into the text of the one before: every call has an id, and the `uuid` package takes
 * 6 µs for one, which is more than deciding on a call does.
 */
export function timeOrderedId(now: number): string {
  if (now !== lastTime) writeTime(now)
  if (left === 0) {
    randomFillSync(random)
    left = random.length
  }
  left -= RANDOM_BYTES
  // Two bits beside the variant, and nine bytes behind them.
  text[VARIANT_AT] = digitOf(0x8 | ((random[left] ?? 0) & 0x3))
  for (let at = 0; at < DIGITS_AT.length; at += 2) {
    const byte = random[left + 1 + at / 2] ?? 0
    text[DIGITS_AT[at] ?? 0] = digitOf(byte >> 4)
    text[DIGITS_AT[at + 1] ?? 0] = digitOf(byte & 0xf)
  }
  return text.toString('latin1')
}

const text = Buffer.from('00000000-0000-7000-8000-000000000000', 'latin1')
const VARIANT_AT = 19
/** The eighteen digits that are random altogether. */
const DIGITS_AT = [15, 16, 17, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35]

// Drawn for many ids at once, as `randomUUID` does: asking the system takes longer than all the rest.
const RANDOM_BYTES = 10
const random = Buffer.alloc(128 * RANDOM_BYTES)
let left = 0
let lastTime = -1

function writeTime(now: number): void {
  const hex = now.toString(16).padStart(12, '0')
  text.write(`${hex.slice(0, 8)}-${hex.slice(8)}`, 'latin1')
  lastTime = now
}

function digitOf(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value
}
