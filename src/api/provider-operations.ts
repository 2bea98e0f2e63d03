import { z } from 'zod'
import { parseProvider } from '../identity/providers/parse-provider.ts'
import { PRESETS } from '../identity/providers/presets.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { TokenInspector } from '../identity/providers/token-inspector.ts'
import { faultsAt, memberMessage } from '../lib/input-faults.ts'
import { Secret } from '../lib/secret.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { kindOf } from '../policy/site-kind.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { formOf, listOf, named, record } from './forms.ts'
import { invalidInput, parseInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'

export interface ProviderOperationDeps {
  readonly policies: Pick<PolicyBook, 'read'>
  readonly inspector: Pick<TokenInspector, 'inspect'>
  /** Whether addresses of providers may be private; the operator's word. */
  readonly allowPrivateAddresses: boolean
}

// The gateway takes no longer header, and no token of other characters (RFC 6750 §2.1).
const tokenText = z
  .string({ error: 'Must be a token.' })
  .max(32 * 1024, { error: 'Longer than any token that the gateway takes.' })
  .regex(/^[A-Za-z0-9\-._~+/]+=*$/, {
    error: 'Must be the token alone, as it stands after “Bearer” in a header.',
  })
  .describe('Neither stored nor logged nor sent back.')
const testInput = z.strictObject(
  { token: tokenText, provider: z.unknown().optional() },
  { error: memberMessage(['token', 'provider'], 'Must be an object.') },
)

/** What the gateway answers to every good token then; the checks are told all the same. */
const SWITCHED_OFF = { verdict: 'refused', code: 'credential/switched-off' } as const

/** Trying a token, and what providers are filled in from. */
export function providerOperations(deps: ProviderOperationDeps): readonly Operation[] {
  async function test({ person: { tenant }, input }: ManagementCall) {
    const { token: text, provider: draft } = parseInput(testInput, input)
    const { providers, switches } = (await deps.policies.read(tenant.id)).document
    const tried = draft === undefined ? providers : [readDraft(draft, providers, tenant)]
    const inspection = await deps.inspector.inspect(tenant, tried, new Secret(text))
    const body = switches.providerTokens ? inspection : { ...inspection, ...SWITCHED_OFF }
    return { status: 200 as const, body }
  }

  // Also one that is not switched on: to try it before is the point.
  function readDraft(draft: unknown, saved: readonly Provider[], tenant: Tenant): Provider {
    const { allowPrivateAddresses } = deps
    const existing = saved.find(({ id }) => id === idIn(draft))
    const parsed = parseProvider(draft, { ...kindOf(tenant), allowPrivateAddresses, existing })
    if (parsed.kind === 'refused') throw invalidInput(faultsAt('provider', parsed.faults))
    return { ...parsed.value, enabled: true }
  }

  return [
    {
      method: 'post',
      path: '/providers/test',
      name: 'testToken',
      says:
        'What would come of a token: each check, its claims, the rule and the account. With ' +
        '`provider`, tried with that one instead of those of the policy. Nothing is stored.',
      input: record({ token: formOf(tokenText) }, { provider: named('Provider') }),
      answer: { status: 200, says: 'Also of a token that is refused.', form: named('Inspection') },
      refuses: ['request/invalid-input'],
      handle: test,
    },
    {
      method: 'get',
      path: '/providers/presets',
      name: 'listPresets',
      says: 'What providers of well-known makes begin with; `{…}` is to be filled in.',
      answer: {
        status: 200,
        says: 'The presets.',
        form: record({ presets: listOf(named('Preset')) }),
      },
      refuses: [],
      handle: async () => ({ status: 200, body: { presets: PRESETS } }),
    },
  ]
}

function idIn(draft: unknown): unknown {
  return typeof draft === 'object' && draft !== null && 'id' in draft ? draft.id : undefined
}
