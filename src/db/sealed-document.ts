import type { Sealer } from '../lib/sealer.ts'
import { Secret } from '../lib/secret.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { knownDocument } from './known-document.ts'

/**
 * A policy document as it lies on disk: JSON, with `{"sealed": "…"}` wherever it has a secret. Each is
 * bound to its tenant, its provider and its place in there, so one that is copied opens nowhere else:
 * neither at another provider's address nor as another kind of secret.
 */
export function textOfDocument(document: PolicyDocument, tenantId: string, sealer: Sealer): string {
  const sealed = mapped(document, '', (value, path) =>
    value instanceof Secret
      ? { sealed: sealer.seal(value, secretBinding(tenantId, path)) }
      : undefined,
  )
  return JSON.stringify(sealed)
}

/**
 * The document of a text that was stored, by this version of Gatehouse or an earlier one.
 * @throws Error for a form that this version of Gatehouse does not know; SealFault
 */
export function documentOfText(text: string, tenantId: string, sealer: Sealer): PolicyDocument {
  const opened = mapped(JSON.parse(text), '', (value, path) =>
    isSealed(value) ? sealer.open(value.sealed, secretBinding(tenantId, path)) : undefined,
  )
  const document = knownDocument(opened)
  if (document !== undefined) return document
  throw new Error(`the policy of tenant ${tenantId} has a form that is not known here`)
}

/** The same document with all secrets under the newest key; undefined when they are already. */
export function resealedText(text: string, tenantId: string, sealer: Sealer): string | undefined {
  if (staleSecretsIn(text, sealer) === 0) return undefined
  const moved = mapped(JSON.parse(text), '', (value, path) => {
    if (!isSealed(value)) return undefined
    const boundTo = secretBinding(tenantId, path)
    return { sealed: sealer.seal(sealer.open(value.sealed, boundTo), boundTo) }
  })
  return JSON.stringify(moved)
}

/** How many secrets of the document are under a key other than the newest. */
export function staleSecretsIn(text: string, sealer: Sealer): number {
  let count = 0
  mapped(JSON.parse(text), '', (value) => {
    if (isSealed(value) && sealer.isStale(value.sealed)) count += 1
    return undefined
  })
  return count
}

// `/providers/company/keys/client/clientSecret`: the id of a provider, whatever its position.
function secretBinding(tenantId: string, path: string): string {
  return `policies.secret:${tenantId}${path}`
}

type Replacing = (value: object, path: string) => object | undefined

/** A copy in which every object that `replace` has something for is replaced by it. */
function mapped(value: unknown, path: string, replace: Replacing): unknown {
  if (typeof value !== 'object' || value === null) return value
  const replaced = replace(value, path)
  if (replaced !== undefined) return replaced
  if (Array.isArray(value)) {
    return value.map((each: unknown, at) => mapped(each, `${path}/${nameOf(each, at)}`, replace))
  }
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => [
    name,
    mapped(member, `${path}/${name}`, replace),
  ])
  return Object.fromEntries(members)
}

function nameOf(element: unknown, at: number): string {
  const hasId = typeof element === 'object' && element !== null && 'id' in element
  return hasId ? String(element.id) : String(at)
}

function isSealed(value: object): value is { readonly sealed: string } {
  return 'sealed' in value && typeof value.sealed === 'string' && Object.keys(value).length === 1
}
