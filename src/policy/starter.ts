import type { ResourceRule } from './resource-rule.ts'

/** A starter set in short, before its rules are written out. */
export interface Starter {
  readonly id: string
  readonly name: string
  readonly says: string
  readonly calls: readonly {
    /** Of the rules, which are counted up. */
    readonly id: string
    readonly name: string
    readonly methods: ResourceRule['methods']
    readonly paths: readonly string[]
  }[]
}
