import { z } from 'zod'
import { framedModule, webhookModule } from './descriptor.ts'
import type { Descriptor, FramedModule, WebhookModule } from './descriptor.ts'
import { singleModules } from './module-names.ts'

const framedKinds = [
  'adminPages',
  'generalPages',
  'configurePage',
  'postInstallPage',
  'webPanels',
  'dialogs',
  'spaceToolsTabs',
  'jiraProjectAdminTabPanels',
  'jiraProjectPages',
]

/** A framed module with the kind it was declared under. */
export interface DeclaredModule {
  readonly kind: string
  readonly module: FramedModule
}

function listed(descriptor: Descriptor, kind: string): readonly unknown[] {
  const value = descriptor.modules[kind]
  if (value === undefined) return []
  return singleModules.has(kind) ? [value] : z.array(z.unknown()).parse(value)
}

/** Every module that can be opened as a page, panel or dialog. */
export function framedModules(descriptor: Descriptor): readonly DeclaredModule[] {
  return framedKinds.flatMap((kind) =>
    listed(descriptor, kind).map((module) => ({ kind, module: framedModule.parse(module) })),
  )
}

export function webhookModules(descriptor: Descriptor): readonly WebhookModule[] {
  return listed(descriptor, 'webhooks').map((module) => webhookModule.parse(module))
}

/** The module under this key; asking for one that was never declared is a mistake in the test. */
export function framedModuleOf(descriptor: Descriptor, key: string): DeclaredModule {
  const found = framedModules(descriptor).find(({ module }) => module.key === key)
  if (found === undefined) throw new Error(`the descriptor declares no page "${key}"`)
  return found
}
