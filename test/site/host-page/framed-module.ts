import { randomUUID } from 'node:crypto'
import type { FramedModule } from '../install/descriptor.ts'
import type { InstallationRecord } from '../install/installation-record.ts'
import { pageUrl } from '../install/page-url.ts'
import type { Account } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'

/** What the page's script needs to put a module into a frame. */
export interface Frame {
  readonly url: string
  /** Goes into the frame's name, where the app's script finds its host. */
  readonly name: string
  readonly moduleKey: string
}

/** A frame with a freshly signed address. */
export function frameOf(
  site: SiteState,
  record: InstallationRecord,
  module: FramedModule,
  account: Account | undefined,
  variables: Readonly<Record<string, string>> = {},
): Frame {
  const name = {
    extension_id: `${record.appKey}__${module.key}__${randomUUID().slice(0, 8)}`,
    origin: new URL(record.descriptor.baseUrl).origin,
    hostOrigin: site.origin,
    options: { contextPath: record.product === 'confluence' ? '/wiki' : '' },
  }
  const url = pageUrl(site, record, module, account, { variables })
  return { url, name: JSON.stringify(name), moduleKey: module.key }
}
