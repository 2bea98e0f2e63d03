import { expect } from 'chai'
import type { Tenant } from '../../src/tenants/tenant.ts'
import type { Gatehouse } from './gatehouse.ts'

/** A token that manages Gatehouse, as the operator makes one. @returns its text */
export async function aManagingToken(
  { app }: Pick<Gatehouse, 'app'>,
  tenant: Pick<Tenant, 'id'>,
  owner = 'admin',
): Promise<{ readonly id: string; readonly text: string }> {
  const { token, text } = await app.tokens.issue({
    tenantId: tenant.id,
    ownerAccountId: owner,
    name: 'From the operator',
    access: 'manage',
    actsAs: 'user',
    lifetimeDays: 1,
    lifetimeDaysMax: 1,
    requestId: 'a-test',
  })
  expect(text.reveal()).to.match(/^gatehouse_/)
  return { id: token.id, text: text.reveal() }
}
