import { attachmentRoutes } from './confluence/attachment-routes.ts'
import { contentRoutes } from './confluence/content-routes.ts'
import { createContentStore } from './confluence/content-store.ts'
import { searchRoutes } from './confluence/search-routes.ts'
import { admitByToken, isTokenAuthPath, nothingAllowed } from './confluence/token-auth.ts'
import type { TokenAuthSettings } from './confluence/token-auth.ts'
import { userRoutes } from './confluence/user-routes.ts'
import type { ProductFace } from './product/product-call.ts'
import { startProduct } from './product/start-product.ts'
import type { Product, ProductOptions } from './product/start-product.ts'

/** A Confluence on loopback, as a test holds it. */
export interface Confluence extends Product {
  /** Rules of `/rest/token-auth/api`. */
  readonly tokenAuth: TokenAuthSettings
}

export interface ConfluenceOptions extends ProductOptions {
  readonly tokenAuth?: Partial<TokenAuthSettings>
}

/** The product's own limiter leaves out the tokens' prefix, and exactly one path of the usual one. */
function isUnlimited(segments: readonly string[]): boolean {
  return isTokenAuthPath(segments) || segments.join('/') === 'rest/api/content'
}

/** Starts a Confluence with the space `DOCS` and one page, in front of this Crowd. */
export async function startConfluence(options: ConfluenceOptions): Promise<Confluence> {
  const { tokenAuth: allowed, ...usual } = options
  const tokenAuth = { ...nothingAllowed(), ...allowed }
  const store = createContentStore()
  const face: ProductFace = {
    routes: [
      ...contentRoutes(store),
      ...attachmentRoutes(store),
      ...searchRoutes(store),
      ...userRoutes,
    ],
    isUnlimited,
    admit: async (product, request, target) =>
      isTokenAuthPath(target.segments)
        ? admitByToken(tokenAuth, product, request, target)
        : undefined,
  }
  return { ...(await startProduct('confluence', face, usual)), tokenAuth }
}
