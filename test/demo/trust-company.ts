import { AUDIENCE, type Idp } from '../idp/start-idp.ts'
import type { Stage } from './scene.ts'

export const ALICE_AT_THE_COMPANY = 'alice@company.example'

/**
 * An admin trusts the company's identity provider, and links Alice's identity there to her account;
 * both through the management API, with what the admin's browser has: a context token.
 */
export async function trustCompany(stage: Stage, idp: Idp): Promise<void> {
  const { alice } = stage.world.site.people
  const { etag, policy } = await readPolicy(stage)
  const providers = [companyProvider(idp)]
  const changed = JSON.stringify({ ...policy, providers })
  await manage(stage, 'PUT', '/policy', changed, { 'if-match': etag })
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

async function readPolicy(stage: Stage) {
  const answer = await manage(stage, 'GET', '/policy')
  const { document } = (await answer.json()) as { readonly document: object }
  return { etag: answer.headers.get('etag') ?? '', policy: document }
}

async function manage(
  { url, jira, world }: Stage,
  method: string,
  path: string,
  body?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = {
    authorization: `JWT ${jira.contextToken(world.site.people.admin)}`,
    'content-type': 'application/json',
    ...more,
  }
  const init = body === undefined ? { method, headers } : { method, headers, body }
  const answer = await fetch(`${url}/api/v1${path}`, init)
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${String(answer.status)} ${await answer.text()}`)
  }
  return answer
}
