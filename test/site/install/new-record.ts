import { randomBytes } from 'node:crypto'
import type { Product } from '../access/scopes.ts'
import { createAppUser } from '../people/people.ts'
import type { Descriptor } from './descriptor.ts'
import type { InstallationRecord } from './installation-record.ts'

/** A secret as long and as opaque as the real ones. */
export function newSecret(): string {
  return `ATCO${randomBytes(144).toString('base64url')}`
}

/** A record for an app that is about to be told of its installation. */
export function newRecord(
  product: Product,
  clientKey: string,
  descriptorUrl: string,
  descriptor: Descriptor,
): InstallationRecord {
  const client = JSON.stringify({ hostKey: clientKey, addonKey: descriptor.key })
  return {
    product,
    appKey: descriptor.key,
    clientKey,
    oauthClientId: Buffer.from(client).toString('base64'),
    descriptorUrl,
    descriptor,
    sharedSecret: newSecret(),
    formerSecrets: [],
    state: 'enabled',
    displayUrl: undefined,
    appUser: createAppUser(descriptor.key, clientKey, descriptor.name),
    barredFrom: new Set(),
  }
}
