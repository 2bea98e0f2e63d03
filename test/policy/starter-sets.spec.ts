import { expect } from 'chai'
import { evaluate } from '../../src/policy/evaluate.ts'
import { parseResource } from '../../src/policy/parse-resources.ts'
import { EVERYTHING, starterSets } from '../../src/policy/starter-sets.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { aCall } from '../support/things.ts'
import { aSnapshot, outcomeOf } from './rule-things.ts'
import { aSituation } from './situation-things.ts'

/** `GET /rest/…` and so on, as the products' descriptions of their APIs have them. */
interface Promised {
  readonly product: Product
  readonly set: string
  readonly allows: readonly string[]
  readonly doesNot: readonly string[]
}

const DELETES_OF_JIRA = [
  'DELETE /rest/api/3/issue/P-1',
  'DELETE /rest/api/3/issue/P-1/comment/1',
  'DELETE /rest/api/3/attachment/1',
  'PUT /rest/api/3/project/P',
  'POST /rest/api/3/user',
]
const DELETES_OF_CONFLUENCE = [
  'DELETE /api/v2/pages/1',
  'DELETE /rest/api/content/1',
  'PUT /rest/api/content/1/restriction',
  'POST /rest/api/content/archive',
  'POST /rest/api/space/DOCS/permission',
  'POST /api/v2/admin-key',
]

const PROMISED: readonly Promised[] = [
  {
    product: 'jira',
    set: 'read-issues',
    allows: [
      'GET /rest/api/3/issue/P-1',
      'HEAD /rest/api/2/issue/P-1',
      'GET /rest/api/latest/issue/P-1/comment',
      'GET /rest/api/3/issue/P-1/worklog/1',
      'GET /rest/api/3/issue/P-1/changelog',
      'GET /rest/api/3/issue/P-1/remotelink',
      'GET /rest/api/3/issueLink/1',
      'POST /rest/api/3/issue/bulkfetch',
      'POST /rest/api/3/comment/list',
      'POST /rest/api/3/worklog/list',
      'POST /rest/api/3/changelog/bulkfetch',
      'GET /rest/agile/1.0/issue/P-1/estimation',
    ],
    doesNot: [
      'POST /rest/api/3/issue',
      'PUT /rest/api/3/issue/P-1',
      'GET /rest/api/3/search/jql',
      'GET /rest/api/3/attachment/content/1',
      'GET /rest/api/3/users/search',
      'PUT /rest/agile/1.0/issue/P-1/estimation',
      ...DELETES_OF_JIRA,
    ],
  },
  {
    product: 'jira',
    set: 'write-issues',
    allows: [
      'POST /rest/api/3/issue',
      'POST /rest/api/3/issue/bulk',
      'PUT /rest/api/2/issue/P-1',
      'PUT /rest/api/3/issue/P-1/assignee',
      'POST /rest/api/3/issue/P-1/comment',
      'PUT /rest/api/latest/issue/P-1/comment/1',
      'POST /rest/api/3/issue/P-1/transitions',
      'POST /rest/api/3/issue/P-1/worklog',
      'POST /rest/api/3/issue/P-1/remotelink',
      'POST /rest/api/3/issueLink',
    ],
    doesNot: [
      'GET /rest/api/3/issue/P-1',
      'POST /rest/api/3/issue/P-1/attachments',
      'POST /rest/api/3/issue/P-1/notify',
      'POST /rest/api/3/issue/archive',
      'PUT /rest/api/3/issue/properties/x',
      'DELETE /rest/api/3/issueLink/1',
      ...DELETES_OF_JIRA,
    ],
  },
  {
    product: 'jira',
    set: 'search',
    allows: [
      'GET /rest/api/3/search/jql',
      'POST /rest/api/3/search/jql',
      'POST /rest/api/2/search',
      'POST /rest/api/3/search/approximate-count',
      'POST /rest/api/3/jql/parse',
      'GET /rest/api/3/jql/autocompletedata',
      'GET /rest/api/3/issue/picker',
    ],
    doesNot: ['GET /rest/api/3/issue/P-1', 'GET /rest/api/3/user/search', ...DELETES_OF_JIRA],
  },
  {
    product: 'jira',
    set: 'attachments',
    allows: [
      'GET /rest/api/3/attachment/content/1',
      'GET /rest/api/3/attachment/thumbnail/1',
      'GET /rest/api/2/attachment/1',
      'POST /rest/api/3/issue/P-1/attachments',
    ],
    doesNot: ['GET /rest/api/3/issue/P-1', 'POST /rest/api/3/issue', ...DELETES_OF_JIRA],
  },
  {
    product: 'confluence',
    set: 'read-pages',
    allows: [
      'GET /api/v2/pages',
      'GET /api/v2/pages/1/footer-comments',
      'GET /api/v2/blogposts/1',
      'GET /api/v2/spaces/1/pages',
      'GET /api/v2/inline-comments/1/children',
      'GET /rest/api/content/1/history',
      'GET /rest/api/space/DOCS',
    ],
    doesNot: [
      'POST /api/v2/pages',
      'PUT /api/v2/pages/1',
      'GET /rest/api/search',
      'GET /rest/api/group/picker',
      ...DELETES_OF_CONFLUENCE,
    ],
  },
  {
    product: 'confluence',
    set: 'write-pages',
    allows: [
      'POST /api/v2/pages',
      'PUT /api/v2/pages/1',
      'PUT /api/v2/pages/1/title',
      'POST /api/v2/blogposts',
      'POST /api/v2/footer-comments',
      'PUT /api/v2/inline-comments/1',
      'POST /rest/api/content',
      'PUT /rest/api/content/1',
      'POST /rest/api/content/1/label',
    ],
    doesNot: ['GET /api/v2/pages/1', 'POST /api/v2/spaces', ...DELETES_OF_CONFLUENCE],
  },
  {
    product: 'confluence',
    set: 'search',
    allows: ['GET /rest/api/search', 'GET /rest/api/search/user', 'GET /rest/api/content/search'],
    doesNot: ['GET /rest/api/content/1', 'GET /api/v2/pages', ...DELETES_OF_CONFLUENCE],
  },
  {
    product: 'confluence',
    set: 'attachments',
    allows: [
      'GET /api/v2/attachments/att1',
      'GET /api/v2/pages/1/attachments',
      'GET /rest/api/content/1/child/attachment/att1/download',
      'POST /rest/api/content/1/child/attachment',
      'PUT /rest/api/content/1/child/attachment',
      'POST /rest/api/content/1/child/attachment/att1/data',
    ],
    doesNot: [
      'GET /api/v2/pages/1',
      'DELETE /api/v2/attachments/att1',
      'DELETE /rest/api/content/1/child/attachment/att1',
      ...DELETES_OF_CONFLUENCE,
    ],
  },
  ...(['jira', 'confluence'] as const).flatMap((product): readonly Promised[] => {
    const all = product === 'jira' ? DELETES_OF_JIRA : DELETES_OF_CONFLUENCE
    const reads =
      product === 'jira'
        ? [
            'GET /rest/api/3/users/search',
            'POST /rest/api/3/search/jql',
            'HEAD /rest/agile/1.0/board',
          ]
        : ['GET /rest/api/group', 'OPTIONS /api/v2/pages']
    return [
      { product, set: 'everything-read-only', allows: reads, doesNot: all },
      { product, set: 'everything', allows: [...reads, ...all], doesNot: [] },
    ]
  }),
]

describe('the starter sets', () => {
  for (const { product, set, allows, doesNot } of PROMISED) {
    it(`${set} of ${product} allow what they promise, and no more`, () => {
      const resources = starterSets(product).find(({ id }) => id === set)?.rules ?? []
      const snapshot = aSnapshot({ resources }, product)
      const verdict = (operation: string) => {
        const [method = '', path = ''] = operation.split(' ')
        return outcomeOf(evaluate(snapshot, aSituation({ call: aCall({ product, method, path }) })))
      }
      for (const each of allows) expect(verdict(each), each).to.equal('allow')
      for (const each of doesNot) expect(verdict(each), each).to.equal('call/not-available')
    })
  }

  it('are all of those that are promised, in this order', () => {
    for (const product of ['jira', 'confluence'] as const) {
      const promised = PROMISED.filter((each) => each.product === product)
      expect(starterSets(product).map(({ id }) => id)).to.deep.equal(promised.map(({ set }) => set))
    }
  })

  it('are rules that an admin could have entered, and can be added all together', () => {
    for (const product of ['jira', 'confluence'] as const) {
      const rules = starterSets(product).flatMap((set) => set.rules)
      for (const rule of rules) {
        expect(parseResource(rule, { product }), rule.id).to.deep.equal({
          kind: 'accepted',
          value: rule,
        })
      }
      expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length)
      expect(rules).to.deep.include(EVERYTHING)
    }
  })
})
