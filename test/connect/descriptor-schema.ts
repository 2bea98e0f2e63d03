import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Product } from '../../src/tenants/tenant.ts'

// The package exports its code only; the schema lies beside it.
const SCHEMA = new URL(
  '../../node_modules/@forge/manifest/out/schema/manifest-schema.json',
  import.meta.url,
)
/** Atlassian's manifest package brings the validator that its schema is written for. */
const requireBesideSchema = createRequire(SCHEMA)

/** The part of ajv 8 that is used. */
interface Ajv {
  compile(schema: unknown): ((value: unknown) => boolean) & { readonly errors?: unknown }
}
type AjvClass = new (options: object) => Ajv

interface ManifestSchema {
  readonly definitions: {
    readonly ModuleSchema: { readonly properties: Readonly<Record<string, ModuleShape>> }
  } & Readonly<Record<string, unknown>>
}
interface ModuleShape {
  readonly items: { readonly required: readonly string[] }
}

const manifest = JSON.parse(readFileSync(SCHEMA, 'utf8')) as ManifestSchema

/** Atlassian's shape of one kind of module, as it is today. */
export function moduleSchema(product: Product, kind: string): ReturnType<Ajv['compile']> {
  const shape = manifest.definitions.ModuleSchema.properties[`connect-${product}:${kind}`]
  if (shape === undefined) throw new Error(`${product} has no module ${kind}`)
  const Ajv = requireBesideSchema('ajv') as AjvClass
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false })
  return ajv.compile({ ...asConnect(kind, shape), definitions: manifest.definitions })
}

// In a Forge manifest a webhook has a key; in a Connect descriptor it never had one.
function asConnect(kind: string, shape: ModuleShape): ModuleShape {
  if (kind !== 'webhooks') return shape
  const required = shape.items.required.filter((name) => name !== 'key')
  return { ...shape, items: { ...shape.items, required } }
}

const SCOPES: Record<Product, string> = { jira: 'PROJECT_ADMIN', confluence: 'SPACE_ADMIN' }
const text = (maxLength: number) => ({ type: 'string', maxLength, minLength: 1 })

/**
 * The rules for the top of a descriptor, written down from Atlassian's documentation: the schema file
 * itself is only to be had from their servers.
 */
export function rootSchema(product: Product): object {
  const page = { type: 'object', required: ['key', 'name', 'url'] }
  const shape = { type: 'array', items: page }
  return {
    type: 'object',
    required: ['key', 'baseUrl', 'authentication', 'name', 'lifecycle', 'scopes', 'modules'],
    additionalProperties: false,
    properties: {
      key: { type: 'string', pattern: '^[a-zA-Z0-9-._]+$', maxLength: 64 },
      baseUrl: { type: 'string', pattern: '^https://.+[^/]$', maxLength: 200 },
      name: text(80),
      description: text(1400),
      vendor: { type: 'object', properties: { name: text(100), url: text(200) } },
      authentication: { type: 'object', properties: { type: { enum: ['jwt'] } } },
      apiVersion: { type: 'integer' },
      apiMigrations: { type: 'object', additionalProperties: { type: 'boolean' } },
      enableLicensing: { type: 'boolean' },
      lifecycle: {
        type: 'object',
        additionalProperties: false,
        required: ['installed'],
        properties: Object.fromEntries(
          ['installed', 'uninstalled', 'enabled', 'disabled'].map((name) => [name, text(200)]),
        ),
      },
      scopes: {
        type: 'array',
        items: { enum: ['READ', 'WRITE', 'DELETE', SCOPES[product], 'ADMIN', 'ACT_AS_USER'] },
      },
      modules: {
        type: 'object',
        additionalProperties: false,
        properties: {
          generalPages: shape,
          adminPages: shape,
          webhooks: { type: 'array', items: { type: 'object', required: ['event', 'url'] } },
        },
      },
    },
  }
}
