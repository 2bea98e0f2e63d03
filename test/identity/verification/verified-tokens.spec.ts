import { expect } from 'chai'
import type { KeySet } from '../../../src/identity/verification/key-set.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { VerifiedToken } from '../../../src/identity/verification/verification.ts'
import { createVerifiedTokens } from '../../../src/identity/verification/verified-tokens.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'
import { aKeySet, aProvider, aVerifiedToken } from '../providers/provider-things.ts'

const TOKEN = new Secret('header.claims.signature')

function world() {
  const clock = stoppedClock()
  const state = {
    keySet: aKeySet('thumbprint-1') as KeySet | Refusal,
    verdict: 'verified' as 'verified' | 'refused',
    lifeMs: 60_000,
    verifications: 0,
    /** While set, verifications wait for it. */
    gate: undefined as Promise<void> | undefined,
  }
  const verifiedTokens = createVerifiedTokens({
    clock,
    keys: {
      async keysOf() {
        if (state.keySet instanceof Refusal) throw state.keySet
        return state.keySet
      },
    },
    verifier: {
      async verify(_tenant, provider) {
        state.verifications += 1
        await state.gate
        if (state.verdict === 'refused') {
          return { kind: 'refused', code: 'token/untrusted', detail: 'signature', findings: [] }
        }
        const freshUntil = clock.now() + state.lifeMs
        const token: VerifiedToken = aVerifiedToken({ provider, freshUntil })
        return { kind: 'verified', findings: [], token }
      },
    },
  })
  const tenant = aTenant()
  const provider = aProvider()
  const get = (token = TOKEN, by: Provider = provider) => verifiedTokens.get(tenant, by, token)
  return { clock, state, verifiedTokens, tenant, provider, get }
}

describe('tokens that were verified before', () => {
  it('cost one verification, however often and however simultaneously they come', async () => {
    const { state, get } = world()
    await Promise.all(Array.from({ length: 50 }, () => get()))
    await get()
    expect(state.verifications).to.equal(1)
  })

  it('are told apart by every byte, by tenant, and never by anything shorter than their digest', async () => {
    const { state, get, verifiedTokens, provider } = world()
    await get()
    await get(new Secret('header.claims.signaturE'))
    await verifiedTokens.get(aTenant(), provider, TOKEN)
    expect(state.verifications).to.equal(3)
  })

  it('end with the token', async () => {
    const { state, get, clock } = world()
    await get()
    clock.move(60_000 - 1)
    await get()
    expect(state.verifications).to.equal(1)
    clock.move(1)
    state.verdict = 'refused'
    await expectRefusal(get(), 'token/untrusted')
  })

  it('end with the provider as it was: an edited one looks anew', async () => {
    const { state, get, provider } = world()
    await get()
    await get(TOKEN, { ...provider })
    expect(state.verifications).to.equal(2)
  })

  it('live on under a new key set that still has their key, and end with one that has not', async () => {
    const { state, get } = world()
    await get()
    state.keySet = aKeySet('thumbprint-2', 'thumbprint-1')
    await get()
    await get()
    expect(state.verifications).to.equal(1)
    state.keySet = aKeySet('thumbprint-2')
    state.verdict = 'refused'
    await expectRefusal(get(), 'token/untrusted')
    state.keySet = aKeySet('thumbprint-1')
    await expectRefusal(get(), 'token/untrusted')
  })

  it('are not served while the keys are neither fresh nor stale but gone', async () => {
    const { state, get } = world()
    await get()
    state.keySet = new Refusal('provider/unavailable')
    await expectRefusal(get(), 'provider/unavailable')
  })

  it('are not remembered when they were refused', async () => {
    const { state, get } = world()
    state.verdict = 'refused'
    await expectRefusal(get(), 'token/untrusted')
    state.verdict = 'verified'
    await get()
    expect(state.verifications).to.equal(2)
  })

  it('are forgotten with their tenant, also when they were under way', async () => {
    const { state, get, verifiedTokens, tenant } = world()
    await get()
    verifiedTokens.forget([tenant.id])
    await get()
    expect(state.verifications).to.equal(2)

    let open = () => {}
    state.gate = new Promise((resolve) => (open = resolve))
    const underWay = get(new Secret('another.token.altogether'))
    verifiedTokens.forget([tenant.id])
    open()
    await underWay
    await get(new Secret('another.token.altogether'))
    expect(state.verifications).to.equal(4)
  })

  it('that began under an earlier provider serve nobody who comes under the new one', async () => {
    const { state, get, provider } = world()
    let open = () => {}
    state.gate = new Promise((resolve) => (open = resolve))
    const edited = { ...provider, rules: [{ name: 'readers', access: 'read' as const }] }
    const early = get()
    const late = get(TOKEN, edited)
    open()
    expect((await early).provider).to.equal(provider)
    expect((await late).provider).to.equal(edited)
  })
})
