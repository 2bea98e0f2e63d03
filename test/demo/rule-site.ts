import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { Switches } from '../../src/policy/switches.ts'
import { AUDIENCE, type Idp } from '../idp/start-idp.ts'
import { changePolicy, readPolicy, type Managed } from './manage.ts'

/** What the admin of the site decides at first, as configuration: whom to trust, and what is available. */
export async function ruleSite(stage: Managed & { readonly idp: Idp }): Promise<void> {
  const reads = { state: 'on', effect: 'allow', methods: 'reads' }
  await changePolicy(stage, {
    providers: [companyProvider(stage.idp)],
    resources: [
      { id: 'usual', name: 'All of REST', ...reads, methods: 'all', path: '/rest/api/**' },
      {
        ...{ id: 'pages', name: 'Pages, for jobs', ...reads },
        path: '/rest/token-auth/api/content/**',
        // Confluence may serve pages to nobody too; that is known here.
        anonymousConfirmed: true,
      },
      {
        ...{ id: 'search', name: 'Search, for jobs', ...reads },
        path: '/rest/token-auth/api/search',
        anonymousConfirmed: true,
      },
    ],
  })
  await changeSwitches(stage, { signOnCookies: true })
}

/** Configuration as code: some switches, and the others as they are. */
export async function changeSwitches(stage: Managed, switches: Partial<Switches>): Promise<void> {
  const { policy } = await readPolicy(stage)
  // The management API shows documents of this form.
  const { switches: before } = policy as PolicyDocument
  await changePolicy(stage, { switches: { ...before, ...switches } })
}

function companyProvider({ issuer }: Idp) {
  return {
    id: 'company',
    name: 'Company login',
    issuer,
    audiences: [AUDIENCE],
    keys: { from: 'discovery' },
    account: { by: 'claim', claim: 'wiki_user' },
    rules: [{ name: 'reports', when: { claim: 'job', equals: 'reports' }, access: 'read' }],
  }
}
