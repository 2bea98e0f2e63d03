import { z } from 'zod'
import { covers, scopesOf } from '../access/scopes.ts'
import type { Product } from '../access/scopes.ts'
import { descriptorSchema } from './descriptor.ts'
import type { Condition, Descriptor } from './descriptor.ts'
import { framedModules, webhookModules } from './descriptor-modules.ts'
import { InstallFailed } from './install-failed.ts'
import { modulesOf, pageConditions, pageModules } from './module-names.ts'
import { eventsOf } from './webhook-events.ts'

function invalid(detail: string): InstallFailed {
  return new InstallFailed(
    'schema',
    `The add-on descriptor failed to validate against the schema. ${detail}`,
  )
}

function checkBaseUrl({ baseUrl }: Descriptor): void {
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new InstallFailed(
      'base-url',
      'The add-on descriptor has a base URL that does not include a HTTP scheme.',
    )
  }
  const { protocol, hostname } = new URL(baseUrl)
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return
  throw new InstallFailed(
    'base-url',
    'The add-on did not specify a secure base URL (beginning with https://).',
  )
}

function checkScopes({ scopes = [] }: Descriptor, product: Product): void {
  for (const scope of scopes) {
    const isOneCase = scope === scope.toUpperCase() || scope === scope.toLowerCase()
    if (isOneCase && scopesOf[product].includes(scope.toUpperCase())) continue
    throw invalid(`Unknown scope ${scope}.`)
  }
}

function conditionNames(conditions: readonly Condition[]): readonly string[] {
  return conditions.flatMap((one) =>
    'condition' in one ? [one.condition] : conditionNames(one.conditions),
  )
}

function checkModules(descriptor: Descriptor, product: Product): void {
  const kinds = Object.keys(descriptor.modules)
  if (kinds.length === 0) {
    throw new InstallFailed('no-modules', 'The addon does not define any modules.')
  }
  const unknown = kinds.find((kind) => !modulesOf[product].has(kind))
  if (unknown !== undefined) {
    throw new InstallFailed('unknown-module', `The add-on defined an unknown module (${unknown}).`)
  }
  const keys = framedModules(descriptor).map(({ module }) => module.key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw invalid(`Module key ${twice} is used twice.`)
  for (const { kind, module } of framedModules(descriptor)) {
    if (!pageModules.has(kind)) continue
    if (module.name === undefined) throw invalid(`Page ${module.key} has no name.`)
    const odd = conditionNames(module.conditions ?? []).find((name) => !pageConditions.has(name))
    if (odd === undefined) continue
    throw new InstallFailed(
      'condition',
      `The add-on includes a Page module with an unsupported condition (${odd}).`,
    )
  }
}

function checkWebhooks(descriptor: Descriptor, product: Product): void {
  const hooks = webhookModules(descriptor)
  const odd = hooks.find(({ event }) => !eventsOf[product].has(event))
  if (odd !== undefined) throw invalid(`Unknown webhook event ${odd.event}.`)
  if (hooks.length === 0 || covers(descriptor.scopes ?? [], 'READ')) return
  throw new InstallFailed(
    'missing-scope',
    'The add-on defines features that require the READ scope, but does not request the READ scope.',
  )
}

/** The descriptor as the product would accept it, or InstallFailed with the text its admin reads. */
export function checkDescriptor(text: string, product: Product): Descriptor {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new InstallFailed(
      'json',
      `Invalid Atlassian Connect descriptor: JSON is not well-formed (${String(cause)}).`,
    )
  }
  try {
    const parsed = descriptorSchema.parse(value)
    checkScopes(parsed, product)
    const scopes = parsed.scopes?.map((scope) => scope.toUpperCase()) ?? []
    const descriptor = { ...parsed, scopes, baseUrl: parsed.baseUrl.replace(/\/$/, '') }
    checkBaseUrl(descriptor)
    checkModules(descriptor, product)
    checkWebhooks(descriptor, product)
    if (/^jwt$/i.test(descriptor.authentication.type) && !descriptor.lifecycle?.installed) {
      throw new InstallFailed(
        'no-installed-callback',
        'The add-on requested JWT authentication in its descriptor, but did not specify an "installed" lifecycle callback.',
      )
    }
    return descriptor
  } catch (cause) {
    if (cause instanceof z.ZodError) throw invalid(z.prettifyError(cause))
    throw cause
  }
}
