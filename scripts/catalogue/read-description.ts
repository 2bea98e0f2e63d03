import { z } from 'zod'
import type { FoundOperation } from './found-operation.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

const DESCRIPTION = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
const OPERATION = z.object({
  operationId: z.string(),
  tags: z.array(z.string()).min(1),
  deprecated: z.boolean().optional(),
  'x-atlassian-connect-scope': z.string().optional(),
})

/** Operations of an OpenAPI document in the product's own flavour, which names the scope that each needs. */
export function readDescription(document: unknown): readonly FoundOperation[] {
  return Object.entries(DESCRIPTION.parse(document).paths).flatMap(([path, members]) =>
    Object.entries(members)
      .filter(([name]) => METHODS.includes(name))
      .map(([name, member]) => {
        const operation = OPERATION.parse(member)
        return {
          method: name.toUpperCase(),
          path,
          name: operation.operationId.split('.').at(-1) ?? '',
          group: operation.tags[0] ?? '',
          deprecated: operation.deprecated ?? false,
          scope: operation['x-atlassian-connect-scope'] ?? '',
        }
      }),
  )
}
