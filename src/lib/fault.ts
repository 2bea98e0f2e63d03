/** What is wrong with one field of an input, for the person or program that sent it. */
export interface Fault {
  /** Members and positions joined by dots: `providers.0.keys.url`; empty for the whole. */
  readonly path: string
  /** JSON Pointer (RFC 6901) to the same place; absent where `path` says it: no name in it has a dot. */
  readonly pointer?: string | undefined
  /** A sentence that says what is wrong and, where it helps, what would be right. Never a secret. */
  readonly says: string
}

export type Parsed<T> =
  | { readonly kind: 'accepted'; readonly value: T }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
