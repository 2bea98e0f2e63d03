import type { NeededScope } from './product-operation.ts'

/** An operation as the generated files have it. Empty text where the sources do not name a scope. */
export type CatalogueLine = readonly [
  method: string,
  path: string,
  title: string,
  tag: string,
  scope: NeededScope | '',
  marks: '' | 'asks' | 'deprecated' | 'asks deprecated',
]
