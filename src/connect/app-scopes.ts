import { z } from 'zod'
import type { Product } from '../tenants/tenant.ts'
import { readDescriptor } from './descriptor.ts'

const scoped = z.looseObject({ scopes: z.array(z.string()) })

/** What the app asks the product for when it is installed: `READ`, `WRITE`, … */
export function appScopes(product: Product): readonly string[] {
  return scoped.parse(readDescriptor(product, '')).scopes
}
