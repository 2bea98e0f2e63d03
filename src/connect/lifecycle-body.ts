import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'
import type { Installation } from '../tenants/lifecycle.ts'
import { readSiteAddress, type SiteRules } from '../tenants/site-address.ts'
import type { Product } from '../tenants/tenant.ts'

export type LifecycleEvent = 'installed' | 'uninstalled' | 'enabled' | 'disabled'

/** Whom a lifecycle call has to be meant for, whatever it wants. */
export interface LifecycleAddressee {
  readonly product: Product
  readonly app: { readonly appKey: string }
}

const printable = z.string().regex(/^[\x20-\x7e]+$/)

/**
 * Who a lifecycle call is about.
 * @throws Refusal `product/bad-install` for another app, product or event than this route is for
 */
export function parseLifecycle(
  body: unknown,
  event: LifecycleEvent,
  addressee: LifecycleAddressee,
): { readonly clientKey: string } {
  const { clientKey } = parsed(commonSchema(event, addressee), body)
  return { clientKey }
}

/**
 * The pushed state, with everything that we do not use left behind: ACE would store the whole body,
 * whatever it holds.
 * @throws Refusal `product/bad-install`
 */
export function parseInstalled(
  body: unknown,
  addressee: LifecycleAddressee,
  rules: SiteRules,
): Installation {
  const schema = commonSchema('installed', addressee).extend({
    baseUrl: z.string().max(500),
    displayUrl: z.string().max(500).optional(),
    sharedSecret: printable.min(16).max(512),
    oauthClientId: printable.max(1024).optional(),
    cloudId: printable.max(100).optional(),
  })
  const pushed = parsed(schema, body)
  const address = readSiteAddress(pushed.baseUrl, addressee.product, rules)
  if (address === undefined) {
    throw badInstall(`baseUrl ${pushed.baseUrl} is not a site of this product that is served here`)
  }
  return {
    ...address,
    appKey: addressee.app.appKey,
    clientKey: pushed.clientKey,
    sharedSecret: new Secret(pushed.sharedSecret),
    oauthClientId: pushed.oauthClientId,
    displayUrl: asDisplayUrl(pushed.displayUrl),
    cloudId: pushed.cloudId,
  }
}

function commonSchema(event: LifecycleEvent, { product, app }: LifecycleAddressee) {
  return z.object({
    key: z.literal(app.appKey),
    clientKey: z.string().min(1).max(255),
    productType: z.literal(product),
    eventType: z.literal(event),
  })
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  // Names only: a value could be the secret.
  const names = result.error.issues.map((issue) => issue.path.join('.') || 'the body')
  throw badInstall(`not acceptable: ${names.join(', ')}`)
}

function badInstall(detail: string): Refusal {
  return new Refusal('product/bad-install', { detail })
}

// A custom domain only decides who may frame our pages: one that we cannot read is left out, and
// must not keep a site from installing.
function asDisplayUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined
  const { protocol, username, password, host, origin, pathname } = new URL(text)
  if (protocol !== 'https:' || username !== '' || password !== '' || host === '') return undefined
  return `${origin}${pathname}`.replace(/\/$/, '')
}
