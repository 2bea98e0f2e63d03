import { setTimeout } from 'node:timers/promises'
import { DEFAULT_LIMITS } from '../../src/policy/limit-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { AUDIENCE, startIdp } from '../idp/start-idp.ts'
import { resourceRule } from '../policy/policy-parts.ts'
import { companyLogin } from '../support/a-trusting-world.ts'
import { visit as visitPages } from '../support/page-visitor.ts'
import type { Stage } from './stage.ts'

/** What was done on the site, and by whom. */
export interface FullSite {
  /** Of the call that the guard refused. */
  readonly lockedRequestId: string
  /** Of a call that was refused by a rule. */
  readonly deniedRequestId: string
  /** Of a call that was refused because its provider did not answer. */
  readonly unaskedRequestId: string
}

const MINUTE_MS = 60_000

/**
 * A site on which everything goes on that the overview tells of, each by a real call: an agent that
 * was stopped from deleting, a rule in shadow that found something, a call that is denied, one that
 * the product refuses, one past the rules, an operation that goes away, a budget that runs low, a
 * token that ends soon, and an identity provider that went away.
 */
export async function aFullSite({ gatehouse, installation, world }: Stage): Promise<FullSite> {
  const { app, clock, url } = gatehouse
  const { site } = world
  const tenantId = app.directory.byClientKey('jira', installation.clientKey)?.id ?? ''
  const idp = await startIdp()
  const shadow = resourceRule('quiet-writes', {
    name: 'Nothing is written to the archive of the finance department by night',
    ...{ effect: 'deny', methods: ['GET'], path: '/rest/api/3/myself', state: 'shadow' },
  })
  const denial = resourceRule('no-users', {
    name: 'Nobody lists all users',
    ...{ effect: 'deny', path: '/rest/api/3/users/**' },
  })
  const by = { actor: site.people.admin.accountId, requestId: 'a-test' }
  await app.policies.change(tenantId, by, ({ document }) => ({
    ...document,
    resources: [EVERYTHING, shadow, denial],
    providers: [companyLogin(idp)],
    limits: {
      ...DEFAULT_LIMITS,
      destructive: { perHour: 2, state: 'on' },
      budget: { reservePercent: 20, lowPriority: [], weights: [] },
    },
  }))
  site.quota.settings = { pointsPerHour: 40 }

  const { alice } = site.people
  const days = { days: '7', access: 'write' } as const
  const agent = await visitPages(installation, alice).createToken({
    ...{ name: 'cleaning agent with a rather long name that somebody thought of', ...days },
  })
  const report = await visitPages(installation, alice).createToken({ name: 'report', ...days })
  const call = async (path: string, token: string, method = 'GET') => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${url}/sites/${site.host}${path}`, { method, headers })
    await answer.arrayBuffer()
    return answer.headers.get('gatehouse-request-id') ?? ''
  }

  for (let at = 0; at < 28; at += 1) {
    await call(`/rest/api/3/myself?at=${String(at)}`, report.text)
  }
  await call('/rest/api/3/issue/createmeta', report.text)
  const deniedRequestId = await call('/rest/api/3/users/search', report.text)
  for (let at = 0; at < 3; at += 1) await call('/rest/api/3/issue/NONE-1', agent.text, 'DELETE')
  const lockedRequestId = await call('/rest/api/3/issue/NONE-1', agent.text, 'DELETE')

  const token = await idp.token({ audience: AUDIENCE })
  await idp.stop()
  let unaskedRequestId = ''
  for (let at = 0; at < 6; at += 1) {
    unaskedRequestId = await call('/rest/api/3/myself', token)
    clock.move(MINUTE_MS)
  }
  // Refusals of callers that nobody knows are written a moment later.
  for (;;) {
    const events = await app.audit.recent(tenantId, 10)
    if (events.some(({ requestId }) => requestId === unaskedRequestId)) break
    await setTimeout(50)
  }
  return { deniedRequestId, lockedRequestId, unaskedRequestId }
}
