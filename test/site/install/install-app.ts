import type { Product } from '../access/scopes.ts'
import type { SiteState } from '../site-state.ts'
import { callApp, isAccepted } from './call-app.ts'
import type { CallReport } from './call-app.ts'
import { checkDescriptor } from './check-descriptor.ts'
import type { Descriptor } from './descriptor.ts'
import { InstallFailed } from './install-failed.ts'
import type { InstallationRecord } from './installation-record.ts'
import { callLifecycle } from './lifecycle-call.ts'
import { newRecord, newSecret } from './new-record.ts'

/** What the admin reads when the app could not be reached or did not agree. */
function failureText(report: CallReport, url: string): InstallFailed {
  if ('status' in report) {
    return new InstallFailed(
      'callback-status',
      `The add-on host returned HTTP response code ${report.status} when we tried to contact it during installation.`,
    )
  }
  const { host, hostname } = new URL(url)
  const texts = {
    'no-such-host': `The add-on host domain name "${hostname}" does not exist.`,
    timeout: `The add-on host did not respond when we tried to contact it at "${host}" during installation (the attempt timed out).`,
    tls: `An SSL error occurred when we tried to contact the add-on host at ${host}.`,
    connection: `The add-on host did not respond when we tried to contact it at "${host}" during installation (${report.detail}).`,
  }
  return new InstallFailed(`callback-${report.failure}`, texts[report.failure])
}

/** Fetches the descriptor and checks it as the product would. */
export async function fetchDescriptor(
  site: SiteState,
  url: string,
  product: Product,
): Promise<Descriptor> {
  const { callTimeoutMs: timeoutMs } = site.world.timings
  const headers = { accept: 'application/json' }
  const report = await callApp({ method: 'GET', url, headers, timeoutMs })
  if (!('status' in report) || report.status !== 200) throw failureText(report, url)
  return checkDescriptor(report.body, product)
}

/** Sends `installed`; unless the app accepts it, `undo` runs and the admin reads why. */
export async function pushInstalled(
  site: SiteState,
  record: InstallationRecord,
  undo: () => void,
): Promise<void> {
  const report = await callLifecycle(site, record, 'installed')
  if (isAccepted(report)) return
  undo()
  throw failureText(report, record.descriptor.baseUrl)
}

/** Upgrades in place: new descriptor and, as in development mode, a new secret. */
export async function upgradeRecord(
  site: SiteState,
  record: InstallationRecord,
  descriptor: Descriptor,
  keepsSecret = false,
): Promise<void> {
  const { descriptor: formerDescriptor, sharedSecret: formerSecret } = record
  if (descriptor.key !== record.appKey) {
    throw new InstallFailed('key-changed', 'The add-on key may not change in an upgrade.')
  }
  record.descriptor = descriptor
  if (!keepsSecret) record.sharedSecret = newSecret()
  await pushInstalled(site, record, () => {
    record.descriptor = formerDescriptor
    record.sharedSecret = formerSecret
  })
  if (record.sharedSecret !== formerSecret) record.formerSecrets.unshift(formerSecret)
  record.state = 'enabled'
  await callLifecycle(site, record, 'enabled')
}

/** Installs the app, or upgrades it where it is installed already. */
export async function installRecord(
  site: SiteState,
  descriptorUrl: string,
  product: Product,
): Promise<InstallationRecord> {
  const descriptor = await fetchDescriptor(site, descriptorUrl, product)
  const present = site.installations.find(
    ({ appKey, state, ...one }) =>
      one.product === product &&
      appKey === descriptor.key &&
      (state === 'enabled' || state === 'disabled'),
  )
  if (present !== undefined) {
    await upgradeRecord(site, present, descriptor)
    return present
  }
  const clientKey = site.clientKeys[product]
  const record = newRecord(product, clientKey, descriptorUrl, descriptor)
  site.installations.unshift(record)
  await pushInstalled(site, record, () => void (record.state = 'rolled-back'))
  await callLifecycle(site, record, 'enabled')
  return record
}
