import type { Tenant } from '../tenants/tenant.ts'
import type { AssetAddresses } from './assets.ts'
import type { PagesDeps } from './page-room.ts'
import { wordsOf } from './product-words.ts'

/** What the frame around every page needs. */
export interface PageFrame {
  readonly title: string
  readonly productName: string
  /** What the page asks for the reader's tokens: the product's script, or ours for Data Center. */
  readonly hostScriptUrl: string
  /** Told when there is no token to be had. */
  readonly unconfirmed: { readonly title: string; readonly advice: string }
  readonly assets: AssetAddresses
}

/**
 * @param title names the page for screen readers and history; the product shows its own heading
 * @param tenant undefined in a refusal that came before it was known
 */
export function presentFrame(
  title: string,
  { product, settings }: Pick<PagesDeps, 'product' | 'settings'>,
  assets: AssetAddresses,
  tenant: Pick<Tenant, 'dataCenter'> | undefined,
): PageFrame {
  const { name } = wordsOf(product)
  const isOurs = tenant?.dataCenter !== undefined
  return {
    title: `${title} – Gatehouse`,
    productName: name,
    hostScriptUrl: isOurs ? assets.frameScript : settings.atlassian.hostScriptUrl,
    unconfirmed: isOurs
      ? {
          title: 'Your token for Gatehouse is not taken any more',
          advice: 'Nothing was changed. Sign in with another token and try again.',
        }
      : {
          title: `${name} did not confirm who you are`,
          advice: `Nothing was changed. Reload the ${name} page and try again.`,
        },
    assets,
  }
}
