import type { Fault, Parsed } from '../../src/lib/fault.ts'
import type { Bypass } from '../../src/policy/bypass.ts'
import type { Group } from '../../src/policy/group.ts'
import type { LimitRule } from '../../src/policy/limit-rule.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'

/** What admins hand in; a test names only what it is about, which need not be well. */

export function aGroupDraft(given: object = {}): Group {
  return {
    id: 'devs',
    name: 'Developers',
    sources: [{ from: 'product', groupId: 'group-1', name: 'jira-developers' }],
    ...given,
  }
}

export function aResourceDraft(given: object = {}): ResourceRule {
  return {
    id: 'issues',
    name: 'Issues',
    state: 'on',
    effect: 'allow',
    methods: 'reads',
    path: '/rest/api/3/issue/**',
    ...given,
  }
}

/** Ends on the 1st of July 2030. */
export function aBypassDraft(given: object = {}): Bypass {
  return {
    id: 'old-ci',
    name: 'Old CI',
    enabled: true,
    methods: ['GET'],
    path: '/rest/api/3/search',
    networks: ['10.1.0.0/16'],
    ownerAccountId: 'account-ann',
    reason: 'Nobody can change it before the summer.',
    expiresAt: '2030-07-01T00:00:00Z',
    ...given,
  }
}

export function aLimitDraft(given: object = {}): LimitRule {
  return {
    id: 'per-token',
    name: 'Per token',
    state: 'on',
    per: 'credential',
    points: 100,
    seconds: 60,
    ...given,
  }
}

/** Where something is wrong. */
export function placesIn(parsed: Parsed<unknown>): string[] {
  return faultsOf(parsed).map(({ path }) => path)
}

/** All that is said, as one text. */
export function saidOf(parsed: Parsed<unknown>): string {
  return faultsOf(parsed)
    .map(({ says }) => says)
    .join(' ')
}

function faultsOf(parsed: Parsed<unknown>): readonly Fault[] {
  return parsed.kind === 'accepted' ? [] : parsed.faults
}
