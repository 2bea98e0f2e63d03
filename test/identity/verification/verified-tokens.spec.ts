import { expect } from 'chai'
import type { KeySet } from '../../../src/identity/verification/key-set.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import type { VerifiedToken } from '../../../src/identity/verification/verification.ts'
import { createVerifiedTokens } from '../../../src/identity/verification/verified-tokens.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { collectGarbage } from '../../support/collect-garbage.ts'
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
    claims: {} as Claims,
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
        const token: VerifiedToken = aVerifiedToken({ provider, freshUntil, claims: state.claims })
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

  it('have the very same claims at every call, so that what follows from them can be remembered', async () => {
    const { get } = world()
    const [first, second] = [await get(), await get()]
    expect(second.claims).to.equal(first.claims)
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

  describe('are recalled without choosing a provider again', () => {
    it('for the very list that it was chosen from, and verified among', async () => {
      const { verifiedTokens, tenant, provider } = world()
      const providers = [aProvider({ id: 'another' }), provider]
      const recall = (list = providers) => verifiedTokens.recall(tenant, list, TOKEN)
      expect(await recall(), 'never seen').to.equal(undefined)
      for (let i = 0; i < 2; i += 1) await verifiedTokens.get(tenant, provider, TOKEN, providers)
      expect((await recall())?.provider).to.equal(provider)
      expect(await recall([...providers]), 'of another policy').to.equal(undefined)
      expect(await verifiedTokens.recall(aTenant(), providers, TOKEN), 'foreign').to.equal(
        undefined,
      )
    })

    it('for as long as get would serve them', async () => {
      const { clock, state, verifiedTokens, tenant, provider } = world()
      const providers = [provider]
      for (let i = 0; i < 2; i += 1) await verifiedTokens.get(tenant, provider, TOKEN, providers)
      const recall = () => verifiedTokens.recall(tenant, providers, TOKEN)
      state.keySet = new Refusal('provider/unavailable')
      await expectRefusal(recall(), 'provider/unavailable')
      state.keySet = aKeySet('thumbprint-2')
      expect(await recall(), 'its key is gone').to.equal(undefined)
      state.keySet = aKeySet('thumbprint-1')
      expect((await recall())?.provider).to.equal(provider)
      clock.move(60_000)
      expect(await recall(), 'it has ended').to.equal(undefined)
    })
  })

  describe('take bounded room', () => {
    const emptyObjects = (count: number): Claims => ({ many: Array(count).fill({}) })
    const numbered = (i: number) => new Secret(`token.number.${String(i)}`)

    it('each: one with very many members is served, and verified at every call', async () => {
      const { state, get } = world()
      state.claims = emptyObjects(4_000)
      const token = await get()
      expect(token.claims).to.equal(state.claims)
      await get()
      expect(state.verifications).to.equal(2)
    })

    it('for a tenant, by what they hold and not by their number: others keep theirs', async () => {
      const { state, get, verifiedTokens, provider } = world()
      const other = aTenant()
      await verifiedTokens.get(other, provider, TOKEN)
      state.claims = emptyObjects(1_000)
      for (let i = 0; i < 1_000; i += 1) await get(numbered(i))
      state.verifications = 0
      await verifiedTokens.get(other, provider, TOKEN)
      expect(state.verifications, 'of the other tenant').to.equal(0)
      for (let i = 1_000 - 100; i < 1_000; i += 1) await get(numbered(i))
      expect(state.verifications, 'the latest are held').to.equal(0)
      for (let i = 600; i < 700; i += 1) await get(numbered(i))
      expect(state.verifications, 'others are not').to.equal(100)
    })

    it('for thousands of usual ones', async () => {
      const { state, get } = world()
      state.claims = aVerifiedToken().claims
      for (let round = 0; round < 2; round += 1) {
        for (let i = 0; i < 5_000; i += 1) await get(numbered(i))
      }
      expect(state.verifications).to.equal(5_000)
    })

    it('and keep neither policies nor key sets of the past in memory', async () => {
      const { state, verifiedTokens, tenant } = world()
      const pastOnes = async () => {
        const provider = aProvider()
        const keySet = aKeySet('thumbprint-1')
        state.keySet = keySet
        await verifiedTokens.get(tenant, provider, TOKEN)
        await verifiedTokens.get(tenant, provider, TOKEN)
        state.keySet = aKeySet('thumbprint-1')
        return [new WeakRef(provider), new WeakRef(keySet)] as const
      }
      const past = await pastOnes()
      await new Promise((resolve) => setImmediate(resolve))
      collectGarbage()
      expect(past.map((each) => each.deref())).to.deep.equal([undefined, undefined])
    })
  })
})
