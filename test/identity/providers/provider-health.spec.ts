import { expect } from 'chai'
import type { ChangeEvent } from '../../../src/audit/audit-event.ts'
import {
  createProviderWatch,
  type ProviderWatch,
} from '../../../src/identity/providers/provider-health.ts'
import type { ProviderClient } from '../../../src/identity/verification/key-source.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { stoppedClock, type MovableClock } from '../../support/movable-clock.ts'
import { aTenant } from '../../support/things.ts'
import { aProvider } from './provider-things.ts'

describe('the health of identity providers', () => {
  const tenant = aTenant()
  const provider = aProvider({ id: 'corp' })
  let clock: MovableClock
  let written: ChangeEvent[]
  let append: (event: ChangeEvent) => Promise<void>
  let watch: ProviderWatch
  let answer: () => Promise<never>
  beforeEach(() => {
    clock = stoppedClock()
    written = []
    append = async (event) => void written.push(event)
    watch = createProviderWatch({ append: (event) => append(event), clock, ids: systemIds })
  })

  const down = () => Promise.reject(new Refusal('provider/unavailable'))
  const up = () => Promise.resolve({ keys: [] } as never) // Nothing looks at the answer.
  const client = (): ProviderClient => ({
    fetchKeys: () => answer(),
    discoverKeys: () => answer(),
    introspect: () => answer(),
  })
  const ask = async (how: () => Promise<never>, times = 1, waitMs = 10_000) => {
    answer = how
    for (let at = 0; at < times; at += 1) {
      clock.move(waitMs)
      await watch
        .watching(client())
        .introspect(tenant, provider, 'a-token')
        .catch(() => undefined)
    }
  }
  const kinds = async () => {
    await watch.flush()
    return written.map(({ kind }) => kind)
  }

  it('says nothing of who was not asked', () => {
    expect(watch.of(tenant.id)).to.deep.equal([])
  })

  it('calls a provider down that could not be asked five times in a row, and up with its next answer', async () => {
    const start = clock.now()
    await ask(up)
    await ask(down, 4)
    expect(watch.of(tenant.id)).to.deep.equal([
      { provider: 'corp', isUp: true, since: start + 10_000, failures: 4 },
    ])
    expect(await kinds()).to.deep.equal([])
    await ask(down, 3)
    expect(watch.of(tenant.id)[0]).to.deep.include({
      isUp: false,
      since: start + 20_000,
      failures: 7,
    })
    await ask(up)
    expect(watch.of(tenant.id)[0]).to.include({ isUp: true, failures: 0 })
    expect(await kinds()).to.deep.equal(['provider.down', 'provider.up'])
    expect(written[0]).to.deep.include({
      tenantId: tenant.id,
      subject: 'corp',
      actor: 'gatehouse',
      facts: { failures: 5 },
    })
    expect(written[1]?.facts['downSince']).to.equal(new Date(start + 20_000).toISOString())
  })

  it('takes many failures within one moment for one', async () => {
    await ask(down, 50, 1)
    expect(watch.of(tenant.id)[0]).to.include({ isUp: true })
    expect(await kinds()).to.deep.equal([])
  })

  it('begins to count anew with each answer', async () => {
    for (let at = 0; at < 5; at += 1) {
      await ask(down, 4)
      await ask(up)
    }
    expect(await kinds()).to.deep.equal([])
  })

  it('does not take a fault of ours for one of the provider', async () => {
    await ask(() => Promise.reject(new TypeError('ours')), 10)
    expect(watch.of(tenant.id)).to.deep.equal([])
  })

  it('hands on what the provider said, and what kept it from saying it', async () => {
    const refusal = new Refusal('provider/unavailable')
    answer = () => Promise.reject(refusal)
    const thrown = await watch
      .watching(client())
      .fetchKeys(tenant, provider, 'x')
      .catch((cause: unknown) => cause)
    expect(thrown).to.equal(refusal)
    answer = up
    expect(await watch.watching(client()).discoverKeys(tenant, provider, 'x')).to.deep.equal({
      keys: [],
    })
  })

  it('loses nothing that could not be written at first', async () => {
    append = () => Promise.reject(new Error('disk is full'))
    await ask(down, 6)
    const failed = await watch.flush().catch((cause: unknown) => cause)
    expect(failed).to.be.instanceOf(Error)
    append = async (event) => void written.push(event)
    expect(await kinds()).to.deep.equal(['provider.down'])
    expect(await kinds()).to.have.length(1)
  })

  it('keeps tenants apart, and forgets one that is to be forgotten', async () => {
    await ask(down)
    expect(watch.of('another')).to.deep.equal([])
    watch.forget([tenant.id])
    expect(watch.of(tenant.id)).to.deep.equal([])
  })
})
