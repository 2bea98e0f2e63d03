import { z } from 'zod'

const relativeUrl = z.string().min(1).max(200)
const named = z.object({ value: z.string().min(1), i18n: z.string().optional() })
const single = z.object({
  condition: z.string(),
  invert: z.boolean().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
})

export type Condition =
  | { condition: string; invert?: boolean | undefined; params?: unknown }
  | { type: 'and' | 'or' | 'AND' | 'OR'; conditions: Condition[] }

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    single,
    z.object({ type: z.enum(['and', 'or', 'AND', 'OR']), conditions: z.array(condition) }),
  ]),
)

/** A module that frames a page of the app. */
export const framedModule = z.looseObject({
  key: z.string().regex(/^[a-zA-Z0-9-]+$/),
  url: z.string().min(1),
  name: named.optional(),
  location: z.string().max(100).optional(),
  weight: z.int().optional(),
  cacheable: z.boolean().optional(),
  conditions: z.array(condition).optional(),
})

export const webhookModule = z.strictObject({
  event: z.string().min(1).max(100),
  url: z.string().min(1),
  key: z.string().optional(),
  filter: z.string().max(10_000).optional(),
  excludeBody: z.boolean().optional(),
  propertyKeys: z.array(z.string()).optional(),
  conditions: z.array(condition).optional(),
})

/** The descriptor's frame: unknown members fail the install, as the product's schema does. */
export const descriptorSchema = z.strictObject({
  key: z
    .string()
    .max(80)
    .regex(/^[a-zA-Z0-9\-._]+$/),
  baseUrl: z.string().max(200),
  name: z.string().min(1).max(80),
  description: z.string().max(1400).optional(),
  vendor: z
    .strictObject({ name: z.string().max(100).optional(), url: z.string().max(200).optional() })
    .optional(),
  links: z.record(z.string(), z.string()).optional(),
  authentication: z.strictObject({
    type: z.enum(['jwt', 'JWT', 'none', 'NONE']),
    publicKey: z.string().optional(),
  }),
  lifecycle: z
    .strictObject({
      installed: relativeUrl.optional(),
      uninstalled: relativeUrl.optional(),
      enabled: relativeUrl.optional(),
      disabled: relativeUrl.optional(),
      'dare-migration': relativeUrl.optional(),
    })
    .optional(),
  scopes: z.array(z.string()).optional(),
  modules: z.record(z.string(), z.unknown()),
  apiVersion: z.int().optional(),
  apiMigrations: z.record(z.string(), z.boolean()).optional(),
  enableLicensing: z.boolean().optional(),
  translations: z.unknown().optional(),
  regionBaseUrls: z.record(z.string(), z.string()).optional(),
  cloudAppMigration: z.unknown().optional(),
  dataResidency: z.unknown().optional(),
  editionsEnabled: z.boolean().optional(),
})

export type Descriptor = Readonly<z.infer<typeof descriptorSchema>>
export type FramedModule = Readonly<z.infer<typeof framedModule>>
export type WebhookModule = Readonly<z.infer<typeof webhookModule>>
export type LifecycleEvent = 'installed' | 'uninstalled' | 'enabled' | 'disabled'
