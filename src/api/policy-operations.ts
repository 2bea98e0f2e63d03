import { Refusal } from '../lib/refusal.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import type { Policy, PolicyDocument } from '../policy/policy-document.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { named } from './forms.ts'
import { invalidInput } from './invalid-input.ts'
import type { ManagementAnswer, ManagementCall, Operation } from './operation.ts'

export interface PolicyOperationDeps {
  readonly policies: PolicyBook
  /** Whether addresses of providers may be private; the operator's word. */
  readonly allowPrivateAddresses: boolean
}

type ChangedBy = Parameters<PolicyBook['change']>[1]

/** Reading and replacing the tenant's policy. */
export function policyOperations(deps: PolicyOperationDeps): readonly Operation[] {
  const { policies } = deps

  async function replace({ person, requestId, ifMatch, input }: ManagementCall) {
    const version = versionIn(ifMatch)
    const { id, product } = person.tenant
    const by = { actor: person.accountId, requestId }
    const { allowPrivateAddresses } = deps
    const existing = (await currentPolicy(id, version, by)).document
    // Before the change and not within: all other changes wait for one that is under way.
    const parsed = parsePolicy(input, { allowPrivateAddresses, product, existing })
    if (parsed.kind === 'refused') throw invalidInput(parsed.faults)
    const replaced = await policies.change(id, by, (current) => {
      // Once more, where no other change can come in between: before it, two admins could both pass.
      demandVersion(current, version)
      return parsed.value
    })
    return answerWith(replaced)
  }

  async function currentPolicy(tenantId: string, version: number, by: ChangedBy): Promise<Policy> {
    const held = await policies.read(tenantId)
    // What is held may be seconds older than a change by another process; a change sees the newest.
    const isOlder = held.version < version
    const current = isOlder ? await policies.change(tenantId, by, unchanged) : held
    demandVersion(current, version)
    return current
  }

  return [
    {
      method: 'get',
      path: '/policy',
      name: 'readPolicy',
      says: 'The policy as it is now. Secrets print as `[sealed]`.',
      answer: { status: 200, says: 'The policy.', form: named('Policy'), versioned: true },
      refuses: [],
      handle: async ({ person }) => answerWith(await policies.read(person.tenant.id)),
    },
    {
      method: 'put',
      path: '/policy',
      name: 'replacePolicy',
      says:
        'Replaces the whole policy, in effect from the next call on. A secret that is sent as ' +
        '`[sealed]` stays as it is. A document that changes nothing makes no new version.',
      conditional: true,
      input: named('PolicyDocument'),
      answer: {
        status: 200,
        says: 'The policy as it is now.',
        form: named('Policy'),
        versioned: true,
      },
      refuses: [
        'policy/no-precondition',
        'policy/changed',
        'request/invalid-input',
        'gatehouse/busy',
      ],
      handle: replace,
    },
  ]
}

function unchanged({ document }: Policy): PolicyDocument {
  return document
}

/** @throws Refusal `policy/changed` */
function demandVersion(current: Policy, version: number): void {
  if (current.version === version) return
  throw new Refusal('policy/changed', { detail: `version ${version}, now ${current.version}` })
}

function answerWith({ version, document }: Policy): ManagementAnswer {
  return { status: 200, headers: { etag: `"${version}"` }, body: { version, document } }
}

/**
 * The version that a change is based on (RFC 9110 §13.1.1). `*` would fit any version, and so would
 * not do what the header is demanded for.
 * @throws Refusal `policy/no-precondition`, `request/malformed` for what is not one of our entity tags
 */
function versionIn(ifMatch: string | undefined): number {
  const wanted = ifMatch?.trim() ?? ''
  if (wanted === '' || wanted === '*') throw new Refusal('policy/no-precondition')
  const digits = /^"(\d{1,15})"$/.exec(wanted)?.[1]
  if (digits === undefined) {
    throw new Refusal('request/malformed', { detail: 'If-Match is not one version in quotes' })
  }
  return Number(digits)
}
