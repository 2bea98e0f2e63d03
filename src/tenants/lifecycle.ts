import { timingSafeEqual, createHash } from 'node:crypto'
import type { Secret } from '../lib/secret.ts'
import { changedFields, eventOf, installEventOf, type ChangeFacts } from './lifecycle-event.ts'
import { tenantIdOf, type Tenant, type TenantStatus } from './tenant.ts'
import type { TenantChange, TenantState } from './tenant-store.ts'

/** The state that a product pushes with `installed`, checked and stripped of all that is not used. */
export interface Installation {
  readonly clientKey: string
  readonly appKey: string
  readonly sharedSecret: Secret
  readonly oauthClientId: string | undefined
  readonly baseUrl: string
  readonly host: string
  readonly displayUrl: string | undefined
  readonly cloudId: string | undefined
}

const NOTHING: TenantChange = { saves: [], events: [] }

/**
 * `installed` is a push of the present state, not a first time: it comes again after an upgrade, a
 * rename of the site, a rotation of the secret, an import, or for no reason (Atlassian's example
 * app). So it is taken over whole, and the same push again changes and records nothing.
 */
export function decideInstalled(
  installation: Installation,
  state: TenantState,
  facts: ChangeFacts,
): TenantChange {
  const { current } = state
  const next = installedTenant(installation, current, facts)
  const displaced = state.neighbours.filter(claimsItsSite).map((each) => suspect(each, facts.at))
  const own = differs(current, next)
    ? { saves: [next], events: [installEventOf(current, next, facts)] }
    : NOTHING
  return {
    saves: [...own.saves, ...displaced],
    events: [
      ...own.events,
      ...displaced.map((each) =>
        eventOf('tenant.suspected', each, facts, { host: each.host, displacedBy: next.id }),
      ),
    ],
  }
}

/** Drops the secret at once; the record stays, for a re-install and for erasure. */
export function decideUninstalled(state: TenantState, facts: ChangeFacts): TenantChange {
  const { current } = state
  if (current === undefined || current.status === 'uninstalled') return NOTHING
  const next: Tenant = {
    ...current,
    status: 'uninstalled',
    sharedSecret: undefined,
    oauthClientId: undefined,
    changedAt: facts.at,
  }
  return { saves: [next], events: [eventOf('tenant.uninstalled', next, facts)] }
}

/** Only a disabled tenant can be enabled: a suspect one has to be installed again. */
export function decideEnabled(state: TenantState, facts: ChangeFacts): TenantChange {
  return moved(state, 'disabled', 'active', facts)
}

/** Only an active tenant can be disabled: `disabled` also comes late, when the app is gone already. */
export function decideDisabled(state: TenantState, facts: ChangeFacts): TenantChange {
  return moved(state, 'active', 'disabled', facts)
}

function moved(
  { current }: TenantState,
  from: TenantStatus,
  to: 'active' | 'disabled',
  facts: ChangeFacts,
): TenantChange {
  if (current?.status !== from) return NOTHING
  const next: Tenant = { ...current, status: to, changedAt: facts.at }
  const kind = to === 'active' ? 'tenant.enabled' : 'tenant.disabled'
  return { saves: [next], events: [eventOf(kind, next, facts)] }
}

function installedTenant(
  installation: Installation,
  current: Tenant | undefined,
  { product, at }: ChangeFacts,
): Tenant {
  const { sharedSecret } = installation
  const keepsSecret = sameSecret(current?.sharedSecret, sharedSecret)
  return {
    ...installation,
    id: tenantIdOf(product, installation.clientKey),
    product,
    // An unchanged secret stays the same object's version: what was cached under it is still good.
    secretVersion: (current?.secretVersion ?? 0) + (keepsSecret ? 0 : 1),
    // A push that comes while an admin has the app switched off must not switch it on.
    status: current?.status === 'disabled' ? 'disabled' : 'active',
    installedAt: isInstalled(current) ? current.installedAt : at,
    changedAt: at,
  }
}

function isInstalled(tenant: Tenant | undefined): tenant is Tenant {
  return tenant !== undefined && tenant.status !== 'uninstalled'
}

// Two installations that both claim one site cannot both be right, and the product has just vouched
// for the newer claim; an uninstalled one claims nothing any more.
function claimsItsSite({ status, dataCenter }: Tenant): boolean {
  return dataCenter === undefined && (status === 'active' || status === 'disabled')
}

function suspect(tenant: Tenant, at: number): Tenant {
  return { ...tenant, status: 'suspect', changedAt: at }
}

function differs(current: Tenant | undefined, next: Tenant): boolean {
  return current === undefined || changedFields(current, next).length > 0
}

function sameSecret(held: Secret | undefined, pushed: Secret): boolean {
  return held !== undefined && timingSafeEqual(digestOf(held), digestOf(pushed))
}

function digestOf(secret: Secret): Buffer {
  return createHash('sha256').update(secret.reveal()).digest()
}
