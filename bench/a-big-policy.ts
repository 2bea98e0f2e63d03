import type { Policy } from '../src/policy/policy-document.ts'
import { DEFAULT_POLICY } from '../src/policy/policy-document.ts'
import type { ResourceRule } from '../src/policy/resource-rule.ts'
import type { Situation } from '../src/policy/situation.ts'
import { randomFrom } from './random-from.ts'

const NOUNS = [
  'issue/{issueIdOrKey}',
  'issue/{issueIdOrKey}/comment/**',
  'issue/{issueIdOrKey}/worklog/{id}',
  'issue/{issueIdOrKey}/transitions',
  'project/{projectIdOrKey}/**',
  'project/{projectIdOrKey}/versions',
  'search/**',
  'user/{accountId}',
  'filter/{id}/**',
  'dashboard/{id}/gadget/{gadgetId}',
]
const VERSIONS = ['2', '3', 'latest']
const RULES = 200

/** 200 resource rules, or another number, of all kinds that there are; 50 groups, 100 networks. */
export function aBigPolicy(rules = RULES): Policy {
  const { document } = DEFAULT_POLICY
  return {
    version: 1,
    document: {
      ...document,
      groups: Array.from({ length: 50 }, (_, index) => ({
        id: `group-${index}`,
        name: `Group ${index}`,
        sources: [
          { from: 'product', groupId: `product-${index}`, name: `Group ${index}` },
          { from: 'provider', provider: 'company', value: `claim-${index}` },
        ],
      })),
      access: {
        ...document.access,
        mayCall: Array.from({ length: 40 }, (_, index) => `group-${index}`),
        readOnly: ['group-39'],
        fullAccess: ['group-49'],
      },
      networks: {
        allow: Array.from({ length: 60 }, (_, index) =>
          index % 4 === 0 ? `2001:db8:${index.toString(16)}::/48` : `${index + 10}.0.0.0/8`,
        ),
        deny: Array.from({ length: 40 }, (_, index) =>
          index % 4 === 0 ? `2001:db8:4:${index}::/64` : `${index + 10}.${index}.0.0/16`,
        ),
      },
      resources: Array.from({ length: rules }, (_, index) => aRule(index)),
    },
  }
}

function aRule(index: number): ResourceRule {
  const version = VERSIONS[index % VERSIONS.length] ?? '3'
  const noun = NOUNS[Math.floor(index / VERSIONS.length) % NOUNS.length] ?? 'myself'
  // Every other one is about one project alone, as rules of a large organisation are.
  const own = index < 40 ? noun : noun.replace(/\{\w+\}/, `TEAM-${index}`)
  // Of the searches that name no project there are enough by then: further ones would all fit one path.
  const distinct = index < RULES ? own : own.replace('search/', `search/TEAM-${index}/`)
  return {
    id: `rule-${index}`,
    name: `Rule ${index}`,
    state: index % 20 === 19 ? 'shadow' : 'on',
    effect: index % 5 === 4 ? 'deny' : 'allow',
    methods: index % 5 === 4 ? ['DELETE'] : index % 3 === 0 ? 'reads' : 'all',
    path: `/rest/api/${version}/${distinct}`,
    ...(index % 7 === 0
      ? { who: { any: [{ group: 'group-3' }, { credential: 'api-token' }] } }
      : {}),
    ...(index % 11 === 0 ? { networks: ['10.0.0.0/8', '2001:db8::/32'] } : {}),
    ...(index % 13 === 0 ? { query: [{ name: 'expand', is: 'absent' }] } : {}),
  }
}

/**
 * Gives one call after the other, no two with the same path or address. @param seed other calls for another one
 * @param rules how many the policy has, so that the calls are of all that they name
 */
export function someSituations(seed: number, rules = RULES): () => Situation {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  let index = 0
  return () => {
    index += 1
    return {
      principal: {
        tenantId: 'jira-tenant',
        actsAs: { kind: 'user', accountId: `account-${below(1_000)}` },
        access: below(3) === 0 ? 'read' : 'write',
        credential: { kind: 'provider-token', id: `token-${index}`, provider: 'company' },
        ownerAccountId: `account-${below(1_000)}`,
      },
      call: {
        requestId: `request-${index}`,
        product: 'jira',
        siteHost: 'acme.atlassian.net',
        method: ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'][below(6)] ?? 'GET',
        path: asRead(aPath(below, `${seed}${index}`, rules)),
        query: below(2) === 0 ? '' : `fields=a&startAt=${index}`,
        needsToken: false,
      },
      address: asRead(anAddress(below, index)),
      groups: new Set(Array.from({ length: below(5) + 1 }, () => `group-${below(50)}`)),
      ownerIsAdmin: false,
      now: 1_700_000_000_000 + index,
    }
  }
}

type Below = (limit: number) => number

function aPath(below: Below, id: string, rules: number): string {
  const version = VERSIONS[below(3)] ?? '3'
  const key = `${['TEAM', 'P', 'OPS'][below(3)] ?? 'X'}-${id}`
  const team = `TEAM-${below(rules)}`
  const paths = [
    `issue/${key}`,
    `issue/${key}/comment/${id}`,
    `issue/${team}/comment/${key}`,
    `project/${key}/versions`,
    `project/${team}/role/${id}`,
    `search/jql/${id}`,
    `user/557058%3A${id}`,
    `unheard/of/${key}`,
    `filter/${id}/columns`,
    `dashboard/${team}/gadget/${id}`,
  ]
  return `/rest/api/${version}/${paths[below(paths.length)] ?? ''}`
}

function anAddress(below: Below, index: number): string {
  if (below(4) > 0) return `${below(70) + 5}.${below(256)}.${below(256)}.${below(256)}`
  const [third, fourth] = [(below(16) * 4).toString(16), below(64)]
  return `2001:db8:${third}:${fourth}::${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}`
}

// In one piece, as it comes from the wire; what is put together from pieces is put together when it is read.
function asRead(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
