import { AUDIENCE, type Idp } from '../idp/start-idp.ts'
import { changePolicy, manage } from './manage.ts'
import type { Stage } from './scene.ts'

export const ALICE_AT_THE_COMPANY = 'alice@company.example'

/**
 * An admin trusts the company's identity provider, and links Alice's identity there to her account;
 * both through the management API, with what the admin's browser has: a context token.
 */
export async function trustCompany(stage: Stage, idp: Idp): Promise<void> {
  const { alice } = stage.world.site.people
  await changePolicy(stage, { providers: [companyProvider(idp)] })
  const link = {
    providerId: 'company',
    subject: ALICE_AT_THE_COMPANY,
    accountId: alice.accountId,
  }
  await manage(stage, 'POST', '/links', JSON.stringify(link))
}

function companyProvider({ issuer }: Idp) {
  const when = {
    all: [
      { claim: 'repository', glob: 'acme/*' },
      { claim: 'ref', equals: 'refs/heads/main' },
      { claim: 'environment', in: ['staging', 'production'] },
    ],
  }
  return {
    id: 'company',
    name: 'Company login',
    issuer,
    audiences: [AUDIENCE],
    keys: { from: 'discovery' },
    account: { by: 'link' },
    rules: [
      { name: 'CI of acme, main branch', when, account: { by: 'app' }, access: 'read' },
      { name: 'staff', when: { claim: 'groups', equals: 'staff' }, access: 'write' },
    ],
  }
}
