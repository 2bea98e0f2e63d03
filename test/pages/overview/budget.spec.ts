import { expect } from 'chai'
import { presentBudget } from '../../../src/pages/overview/budget/present-budget.ts'
import { createViews } from '../../../src/pages/views.ts'
import type { BudgetState } from '../../../src/policy/budget/budget-state.ts'
import { pagesParts } from '../pages-deps.ts'

const ROOT = '/jira/pages'
const NOBODY = {
  credentialKind: undefined,
  credentialId: undefined,
  subject: undefined,
  accountId: undefined,
}

async function shown(given: (now: number) => Partial<BudgetState>): Promise<string> {
  let state: BudgetState = { quota: undefined, pauses: [], callers: [] }
  const parts = pagesParts({ budget: { state: () => state } })
  state = { ...state, ...given(parts.clock.now()) }
  const model = await presentBudget(parts, parts.tenant, ROOT)
  return createViews().render('partials/overview-budget', model)
}

describe('the product’s budget on the overview', () => {
  it('says plainly that nothing is known yet', async () => {
    const html = await shown(() => ({}))
    expect(html).to.include('The product has not said yet')
    expect(html).not.to.include('<svg')
  })

  it('is told in words beside a bar that screen readers pass over', async () => {
    const html = await shown((now) => ({
      quota: { limit: 65_000, remaining: 16_250, resetsAt: now + 20 * 60_000, isLow: false },
    }))
    expect(html).to.include('<strong>25 %</strong> left: 16,250 of 65,000 points')
    expect(html).to.include('in 20 minutes')
    expect(html).to.match(/<svg[^>]*aria-hidden="true"/)
    expect(html).to.include('width="25.0"')
    expect(html).to.include('The mark shows the last 20 %')
    expect(html).not.to.include('Little is left')
  })

  it('says in words, too, that little is left', async () => {
    const html = await shown((now) => ({
      quota: { limit: 100, remaining: 3, resetsAt: now + 60_000, isLow: true },
    }))
    expect(html).to.include('Little is left')
  })

  it('says what is held back, why and until when', async () => {
    const html = await shown((now) => ({
      pauses: [
        { scope: 'quota', of: '', reason: 'jira-quota-tenant-based', until: now + 60_000 },
        { scope: 'burst', of: 'GET /rest/api/3/search', reason: undefined, until: now + 60_000 },
        { scope: 'issue', of: 'P-1', reason: undefined, until: now + 60_000 },
      ],
    }))
    expect(html).to.include('All calls are held back')
    expect(html).to.include('jira-quota-tenant-based')
    expect(html).to.include('Calls of GET /rest/api/3/search are held back')
    expect(html).to.include('Writes to the issue P-1 are held back')
  })

  it('leads from who has used the most to their calls', async () => {
    const html = await shown(() => ({
      callers: [
        {
          ...NOBODY,
          caller: 'api-token t-1',
          credentialKind: 'api-token',
          credentialId: 't-<1>',
          points: 1234,
        },
        { ...NOBODY, caller: 'api-token t-2', points: 1 },
        { ...NOBODY, caller: 'others', points: 5 },
      ],
    }))
    expect(html).to.include('API token t-&lt;1&gt;')
    expect(html).to.include('about 1,234')
    expect(html).to.include(`${ROOT}/overview/events`)
    expect(html).to.include('api-token t-1')
    expect(html).to.include('about 1 point<')
    expect(html).to.match(/All further callers together<\/span>about 5 points/)
  })
})
