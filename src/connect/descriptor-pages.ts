import { z } from 'zod'
import type { Product } from '../tenants/tenant.ts'
import { readDescriptor } from './descriptor.ts'

/** A page that the descriptor tells the product of. */
export interface DescriptorPage {
  readonly key: string
  readonly name: string
  /** Below our base URL for the product. */
  readonly path: string
}

const pages = z.array(
  z
    .object({ key: z.string(), name: z.object({ value: z.string() }), url: z.string() })
    .transform(({ key, name, url }): DescriptorPage => ({ key, name: name.value, path: url })),
)
const schema = z.object({ modules: z.object({ adminPages: pages, generalPages: pages }) })

/** All pages of one product, those for its administrators first. */
export function descriptorPages(product: Product): readonly DescriptorPage[] {
  const { adminPages, generalPages } = schema.parse(readDescriptor(product, '')).modules
  return [...adminPages, ...generalPages]
}
