import type { Product } from '../../tenants/tenant.ts'

/** What a pasted line may call: each path below the product's base URL that it can be read as. */
export interface PastedPaths {
  readonly method: string | undefined
  readonly paths: readonly string[]
}

const LINE = /^(?:(GET|HEAD|POST|PUT|PATCH|DELETE)\s+)?(\S*\/\S*)$/i
const STEMS: Readonly<Record<Product, readonly string[]>> = {
  jira: ['', '/rest/api/3', '/rest/agile/1.0'],
  confluence: ['', '/api/v2', '/rest/api'],
}

/** Reads `GET https://acme.atlassian.net/rest/api/3/issue/P-1?fields=id`, and any shorter form of it. */
export function pastedPaths(product: Product, typed: string): PastedPaths {
  const [, method, address] = LINE.exec(typed) ?? []
  if (address === undefined) return { method: undefined, paths: [] }
  const path = address
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/^\/sites\/[^/]+/, '')
    .replace(/^\/wiki(?=\/)/, '')
    .replace(/^(?!\/)/, '/')
  return { method: method?.toUpperCase(), paths: STEMS[product].map((stem) => stem + path) }
}
