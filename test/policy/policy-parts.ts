import type { Bypass } from '../../src/policy/bypass.ts'
import type { Group } from '../../src/policy/group.ts'
import type { LimitRule } from '../../src/policy/limit-rule.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'

/** Ready-made parts of a policy with ids of their own; a test names only what it is about. */

export function resourceRule(id: string, given: Partial<ResourceRule> = {}): ResourceRule {
  return {
    id,
    name: `Rule ${id}`,
    state: 'on',
    effect: 'allow',
    methods: 'reads',
    path: '/rest/api/3/issue/**',
    ...given,
  }
}

export function group(id: string, given: Partial<Group> = {}): Group {
  return {
    id,
    name: `Group ${id}`,
    sources: [{ from: 'product', groupId: `id-of-${id}`, name: `jira-${id}` }],
    ...given,
  }
}

export function bypass(id: string, given: Partial<Bypass> = {}): Bypass {
  return {
    id,
    name: `Bypass ${id}`,
    enabled: true,
    methods: ['GET'],
    path: '/rest/api/3/serverInfo',
    networks: ['10.0.0.0/8'],
    ownerAccountId: 'ada',
    reason: 'A printer that cannot be taught.',
    expiresAt: '2030-12-31T23:59:59Z',
    ...given,
  }
}

export function limit(id: string, given: Partial<LimitRule> = {}): LimitRule {
  return {
    id,
    name: `Limit ${id}`,
    state: 'on',
    per: 'credential',
    points: 100,
    seconds: 60,
    ...given,
  }
}
