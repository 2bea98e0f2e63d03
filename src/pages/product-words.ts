import type { Product } from '../tenants/tenant.ts'

/** How people call a product, and one harmless read of its API for them to try. */
export interface ProductWords {
  readonly name: string
  readonly examplePath: string
  /** Where the page in the browser asks for somebody's name, as its reader; an accountId is added. */
  readonly personPath: string
}

// "Who am I" answers every token, whatever its owner may see, and changes nothing.
const WORDS: Readonly<Record<Product, ProductWords>> = {
  jira: {
    name: 'Jira',
    examplePath: '/rest/api/3/myself',
    personPath: '/rest/api/3/user?accountId=',
  },
  confluence: {
    name: 'Confluence',
    examplePath: '/rest/api/user/current',
    personPath: '/rest/api/user?accountId=',
  },
}

export function wordsOf(product: Product): ProductWords {
  return WORDS[product]
}
