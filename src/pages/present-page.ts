import type { Settings } from '../config/settings.ts'
import type { Product } from '../tenants/tenant.ts'
import type { AssetAddresses } from './assets.ts'
import { wordsOf } from './product-words.ts'

/** What the frame around every page needs. */
export interface PageFrame {
  readonly title: string
  readonly productName: string
  readonly hostScriptUrl: string
  readonly assets: AssetAddresses
}

/** @param title names the page for screen readers and history; the product shows its own heading */
export function presentFrame(
  title: string,
  product: Product,
  settings: Pick<Settings, 'atlassian'>,
  assets: AssetAddresses,
): PageFrame {
  return {
    title: `${title} – Gatehouse`,
    productName: wordsOf(product).name,
    hostScriptUrl: settings.atlassian.hostScriptUrl,
    assets,
  }
}
