import { randomBytes, randomUUID } from 'node:crypto'

/** Where unpredictable values come from; handed in so that a test can name them. */
export interface Ids {
  /** An identifier for a record or a request; unique, not secret. */
  next(): string
  /** `count` bytes that nobody can guess. */
  randomBytes(count: number): Buffer
}

export const systemIds: Ids = { next: () => randomUUID(), randomBytes }
