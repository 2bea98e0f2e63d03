import { z } from 'zod'
import type { ManagementWorld } from './management-world.ts'

interface Described {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: object }>>

export interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** What the API says about itself, to be held against what it does. */
export interface DescribedForms {
  readonly openApi: OpenApi
  /** What is wrong with an answer by the form that its operation promises; undefined when nothing is. */
  faultsOf(method: string, path: string, status: number, body: unknown): unknown
  /** What is wrong with a body by the form that its operation takes. */
  inputFaultsOf(method: string, path: string, body: unknown): unknown
}

export async function describedForms(world: ManagementWorld): Promise<DescribedForms> {
  const { text } = await world.send('GET', '/openapi.json', { as: '' })
  const openApi = JSON.parse(text) as OpenApi

  const known = new Map<object, z.ZodType>()
  /** The schema of a form, with all that it refers to. */
  const formOf = (schema: object): z.ZodType => {
    const form = known.get(schema) ?? readForm(schema)
    known.set(schema, form)
    return form
  }
  const readForm = (schema: object): z.ZodType => {
    const whole = JSON.stringify({ ...schema, $defs: openApi.components.schemas })
    const alone: unknown = JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/'))
    // Whatever is no schema, zod itself refuses.
    return z.fromJSONSchema(alone as Parameters<typeof z.fromJSONSchema>[0])
  }
  return {
    openApi,
    faultsOf(method, path, status, body) {
      const content = openApi.paths[path]?.[method]?.responses[String(status)]?.content ?? {}
      const json = content['application/json'] ?? content['application/problem+json']
      if (json === undefined) throw new Error(`${method} ${path} describes no ${status}`)
      return formOf(json.schema).safeParse(body).error?.issues
    },
    inputFaultsOf(method, path, body) {
      const json = openApi.paths[path]?.[method]?.requestBody?.content['application/json']
      if (json === undefined) throw new Error(`${method} ${path} takes no JSON`)
      return formOf(json.schema).safeParse(body).error?.issues
    },
  }
}
