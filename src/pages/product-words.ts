import type { Product } from '../tenants/tenant.ts'

/** How people call a product, and one harmless read of its API for them to try. */
export interface ProductWords {
  readonly name: string
  readonly examplePath: string
  /** The entries of its commonest kind, as the address of all of them, below the product's own. */
  readonly entriesPath: string
  /** Where the page in the browser asks for somebody's name, as its reader; an accountId is added. */
  readonly personPath: string
  /** What entries are kept in, of which a token can be limited to some, and the key of one. */
  readonly places: 'projects' | 'spaces'
  readonly placeKey: string
}

// "Who am I" answers every token, whatever its owner may see, and changes nothing.
const WORDS: Readonly<Record<Product, ProductWords>> = {
  jira: {
    name: 'Jira',
    examplePath: '/rest/api/3/myself',
    entriesPath: '/rest/api/3/issue',
    personPath: '/rest/api/3/user?accountId=',
    places: 'projects',
    placeKey: 'OPS',
  },
  confluence: {
    name: 'Confluence',
    examplePath: '/rest/api/user/current',
    entriesPath: '/rest/api/content',
    personPath: '/rest/api/user?accountId=',
    places: 'spaces',
    placeKey: 'DOCS',
  },
}

export function wordsOf(product: Product): ProductWords {
  return WORDS[product]
}
