import { randomUUID } from 'node:crypto'
import type { SiteState } from '../site-state.ts'
import type { CallReport } from './call-app.ts'
import { fetchDescriptor, pushInstalled, upgradeRecord } from './install-app.ts'
import type { InstallationRecord } from './installation-record.ts'
import { callLifecycle } from './lifecycle-call.ts'
import { newRecord, newSecret } from './new-record.ts'

/** The platform promises no order of `disabled` and `uninstalled`. */
export type UninstallOrder = 'parallel' | 'disabled-first' | 'uninstalled-first'

export interface UninstallReport {
  readonly disabled: CallReport
  readonly uninstalled: CallReport
}

export async function upgrade(
  site: SiteState,
  record: InstallationRecord,
  descriptorUrl = record.descriptorUrl,
): Promise<void> {
  await upgradeRecord(site, record, await fetchDescriptor(site, descriptorUrl, record.product))
}

/** A new secret takes effect at once on both sides; a refusal by the app brings the old one back. */
export async function rotateSecret(site: SiteState, record: InstallationRecord): Promise<void> {
  const former = record.sharedSecret
  record.sharedSecret = newSecret()
  await pushInstalled(site, record, () => void (record.sharedSecret = former))
  record.formerSecrets.unshift(former)
}

export async function rename(
  site: SiteState,
  record: InstallationRecord,
  displayUrl: string | undefined,
): Promise<void> {
  if (displayUrl === undefined) {
    await site.move()
    return
  }
  const former = record.displayUrl
  record.displayUrl = displayUrl
  await pushInstalled(site, record, () => void (record.displayUrl = former))
}

export async function disable(site: SiteState, record: InstallationRecord): Promise<CallReport> {
  record.state = 'disabled'
  return callLifecycle(site, record, 'disabled')
}

export async function enable(site: SiteState, record: InstallationRecord): Promise<CallReport> {
  record.state = 'enabled'
  return callLifecycle(site, record, 'enabled')
}

/** The app is gone whatever it answers; a refusal is only reported. */
export async function uninstall(
  site: SiteState,
  record: InstallationRecord,
  order: UninstallOrder = 'parallel',
): Promise<UninstallReport> {
  record.state = 'uninstalled'
  const disabled = (): Promise<CallReport> => callLifecycle(site, record, 'disabled')
  const uninstalled = (): Promise<CallReport> => callLifecycle(site, record, 'uninstalled')
  if (order === 'disabled-first') {
    const first = await disabled()
    return { disabled: first, uninstalled: await uninstalled() }
  }
  if (order === 'uninstalled-first') {
    const first = await uninstalled()
    return { uninstalled: first, disabled: await disabled() }
  }
  const [one, other] = await Promise.all([disabled(), uninstalled()])
  return { disabled: one, uninstalled: other }
}

/** Another instance's backup is restored here: new client key, no event for the old one. */
export async function importSite(
  site: SiteState,
  record: InstallationRecord,
): Promise<InstallationRecord> {
  const formerKey = site.clientKeys[record.product]
  const clientKey = randomUUID()
  const { product, descriptorUrl, descriptor } = record
  const next = newRecord(product, clientKey, descriptorUrl, descriptor)
  const formerState = record.state
  site.clientKeys[product] = clientKey
  record.state = 'replaced'
  site.installations.unshift(next)
  await pushInstalled(site, next, () => {
    site.clientKeys[product] = formerKey
    record.state = formerState
    next.state = 'rolled-back'
  })
  return next
}
