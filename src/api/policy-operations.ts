import { formOf, named } from './forms.ts'
import type { Operation } from './operation.ts'
import {
  createPolicyChanges,
  policyAnswer,
  restoreInput,
  type PolicyChangeDeps,
} from './policy-changes.ts'
import { createPolicyHistory } from './policy-history.ts'
import { DIFF_QUERY, DRY_RUN_QUERY, VERSIONS_QUERY } from './policy-query.ts'

export type PolicyOperationDeps = PolicyChangeDeps

const CHANGE = {
  conditional: true,
  inQuery: DRY_RUN_QUERY,
  answer: {
    status: 200,
    says: 'The policy as it is now; of a dry run, what would differ.',
    form: { oneOf: [named('Policy'), named('PolicyPreview')] },
    versioned: true,
  },
  refuses: ['policy/no-precondition', 'policy/changed', 'gatehouse/busy'],
} as const

/** Reading, replacing and restoring the tenant's policy, and what it was. */
export function policyOperations(deps: PolicyOperationDeps): readonly Operation[] {
  const { policies } = deps
  const changes = createPolicyChanges(deps)
  const history = createPolicyHistory(policies)
  return [
    {
      method: 'get',
      path: '/policy',
      name: 'readPolicy',
      says: 'The policy as it is now. Secrets print as `[sealed]`.',
      answer: { status: 200, says: 'The policy.', form: named('Policy'), versioned: true },
      refuses: [],
      handle: async ({ person }) => policyAnswer(await policies.read(person.tenant.id)),
    },
    {
      method: 'put',
      path: '/policy',
      name: 'replacePolicy',
      says:
        'Replaces the whole policy, in effect from the next call on. A secret that is sent as ' +
        '`[sealed]` stays as it is. A document that changes nothing makes no new version.',
      input: named('PolicyDocument'),
      ...CHANGE,
      handle: changes.replace,
    },
    {
      method: 'post',
      path: '/policy/restore',
      name: 'restorePolicy',
      says:
        'Makes the document of an earlier version the newest, with the secrets that it had, ' +
        'provided that it would be accepted today.',
      input: formOf(restoreInput),
      ...CHANGE,
      handle: changes.restore,
    },
    {
      method: 'get',
      path: '/policy/versions',
      name: 'listPolicyVersions',
      says: 'The versions that are kept, newest first.',
      inQuery: VERSIONS_QUERY,
      answer: {
        status: 200,
        says: 'Some of the versions; with `next`, to be sent as `before`, if there may be more.',
        form: named('PolicyVersions'),
      },
      refuses: [],
      handle: history.list,
    },
    {
      method: 'get',
      path: '/policy/versions/{version}',
      name: 'readPolicyVersion',
      says: 'The policy as it was. Secrets print as `[sealed]`.',
      inPath: [{ name: 'version', says: 'Its number.' }],
      answer: { status: 200, says: 'The version.', form: named('Policy') },
      refuses: [],
      handle: history.readOne,
    },
    {
      method: 'get',
      path: '/policy/diff',
      name: 'comparePolicies',
      says: 'What differs between two versions, and what that means for callers.',
      inQuery: DIFF_QUERY,
      answer: { status: 200, says: 'The differences.', form: named('PolicyDiff') },
      refuses: [],
      handle: history.diff,
    },
  ]
}
