import type { Descriptor } from '../../src/connect/descriptor.ts'

/** Every address in a descriptor that the product would call. */
export function addressesOf(descriptor: Descriptor): string[] {
  const found = JSON.stringify([descriptor.modules, descriptor['lifecycle']]).matchAll(
    /"(?:url|installed|uninstalled|enabled|disabled)":"([^"]+)"/g,
  )
  return [...found].map(([, url = '']) => url)
}
