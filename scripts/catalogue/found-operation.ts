/** One operation as a source tells it: facts only, none of its sentences. */
export interface FoundOperation {
  readonly method: string
  /** Below the product's base URL, with the source's names of parameters. */
  readonly path: string
  /** What the source calls it: `getIssue`. */
  readonly name: string
  /** What the source has it under: `issueAttachments`. */
  readonly group: string
  readonly deprecated: boolean
  /** Connect scope in the words of the product's API description; empty where the source has none. */
  readonly scope: string
}

/** The same for operations that differ in the names of their parameters alone. */
export function keyOf({ method, path }: Pick<FoundOperation, 'method' | 'path'>): string {
  return `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`
}
