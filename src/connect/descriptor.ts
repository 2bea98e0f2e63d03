import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { PACKAGE_ROOT } from '../lib/package-root.ts'
import type { Product } from '../tenants/tenant.ts'
import { CONFLUENCE_DESCRIPTOR } from './confluence-descriptor.ts'

// Jira's stands at the top of the repository, where people and tools look for it.
const JIRA_DESCRIPTOR = new URL('atlassian-connect.json', PACKAGE_ROOT)

const descriptorSchema = z.looseObject({
  key: z.string(),
  modules: z.looseObject({ webhooks: z.array(z.object({ event: z.string(), url: z.string() })) }),
})

/** The parts of an app descriptor that we rely on ourselves; all the rest is for the product. */
export type Descriptor = Readonly<z.infer<typeof descriptorSchema>> & { readonly baseUrl: string }

/**
 * @param baseUrl where this Gatehouse is reached for this product; takes the placeholder's place
 */
export function readDescriptor(product: Product, baseUrl: string): Descriptor {
  return { ...descriptorSchema.parse(writtenDescriptor(product)), baseUrl }
}

function writtenDescriptor(product: Product): unknown {
  switch (product) {
    case 'jira':
      return JSON.parse(readFileSync(JIRA_DESCRIPTOR, 'utf8'))
    case 'confluence':
      return CONFLUENCE_DESCRIPTOR
  }
}
