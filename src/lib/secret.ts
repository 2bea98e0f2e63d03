import { inspect } from 'node:util'

const SEALED = '[sealed]'

/**
 * A value that must never be printed. Every way of turning it into text by accident — template,
 * JSON, console, logger — yields `[sealed]`; only `reveal()` gives the value, so a search for that
 * word lists every place where a secret is used.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return SEALED
  }

  toJSON(): string {
    return SEALED
  }

  [inspect.custom](): string {
    return SEALED
  }
}
