import { expect } from 'chai'
import { inClear } from '../../../src/audit/subject-writer.ts'
import type { CallerLock } from '../../../src/policy/guard/caller-lock.ts'
import { aCall } from '../../support/things.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { createLockBook, type LockBook } from '../../../src/policy/guard/lock-book.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { memoryLocks } from '../../policy/guard/memory-locks.ts'
import { stoppedClock } from '../../support/movable-clock.ts'

type Made = Partial<Omit<CallerLock, 'id' | 'lockedAt' | 'unlockedAt'>>

describe('locked callers on the pages', () => {
  let world: PagesWorld
  let locks: LockBook
  beforeEach(async () => {
    locks = createLockBook({
      store: memoryLocks(),
      clock: stoppedClock(),
      ids: systemIds,
      recordedSubject: inClear,
    })
    world = await startPages({ locks })
  })
  afterEach(() => world.stop())

  const lock = (given: Made = {}) => {
    const id = given.credential?.id ?? 'token-1'
    const made = {
      tenantId: world.tenant.id,
      caller: `api-token ${id}`,
      credential: { kind: 'api-token' as const, id, subject: undefined },
      ownerAccountId: 'bob',
      perHour: 100,
      ...given,
    }
    return locks.lock(made, undefined, aCall({ method: 'DELETE' }))
  }
  const open = () => locks.open(world.tenant.id, { limit: 100 })
  const tab = (as = 'ada') => world.act('/overview/guard', as, {})

  describe('for administrators', () => {
    it('are listed with their names, owners and why', async () => {
      const id = await world.hasToken('bob', 'release bot')
      await lock({ credential: { kind: 'api-token', id, subject: undefined } })
      const credential = { kind: 'provider-token', id: 'j', subject: 'ci@acme' } as const
      await lock({ caller: 'provider-token p ci', credential, ownerAccountId: undefined })
      const { html } = await tab()
      expect(html).to.include('release bot').and.to.include('data-account="bob"')
      expect(html).to.include('ci@acme').and.to.include('Nobody in person')
      expect(html).to.include('more than 100 in an hour').and.to.include('2 locked')
    })

    it('are unlocked by any administrator, and by nobody else from there', async () => {
      const { id } = await lock()
      const refused = await world.act(`/overview/guard/${id}/unlock`, 'bob', {})
      expect(refused.status).to.equal(403)
      expect(await open()).to.have.length(1)
      const { html } = await world.act(`/overview/guard/${id}/unlock`, 'ada', {})
      expect(html).to.include('The caller is unlocked').and.to.include('No caller is locked')
      expect(await open()).to.deep.equal([])
    })

    it('of another tenant are neither shown nor unlocked', async () => {
      const { id } = await lock({ tenantId: world.otherTenant.id })
      expect((await tab()).html).to.include('No caller is locked')
      const { status } = await world.act(`/overview/guard/${id}/unlock`, 'ada', {})
      expect(status).to.equal(404)
    })

    it('are told beside what the rules say now', async () => {
      expect((await tab()).html).to.include('more than 100 deletions or bulk edits')
      await lock()
      const set = async (state: 'on' | 'shadow' | 'off') => {
        const by = { actor: 'ada', requestId: 'r' }
        await world.policies.change(world.tenant.id, by, ({ document }) => ({
          ...document,
          limits: { ...document.limits, destructive: { perHour: 5, state } },
        }))
        return (await tab()).html
      }
      expect(await set('off'))
        .to.include('the limit is off')
        .and.to.include('may delete while')
      expect(await set('shadow')).to.include('only recorded')
      expect(await set('on')).not.to.include('may delete while')
    })

    it('have names that are shown as text, whatever is in them', async () => {
      const credential = { kind: 'provider-token', id: 'j', subject: '<b>x</b>' } as const
      await lock({ caller: 'x', credential })
      expect((await tab()).html)
        .to.include('&lt;b&gt;x')
        .and.not.to.include('<b>x')
    })
  })

  describe('of one’s own', () => {
    const page = async (as: string) => (await world.page('/api-access', as)).html

    it('are shown to their owner alone, and nothing is said where there are none', async () => {
      await lock()
      expect(await page('bob')).to.include('A program of yours deleted a lot')
      expect(await page('ann')).not.to.include('own-locks')
    })

    it('are unlocked by their owner, who need be no administrator', async () => {
      const { id } = await lock()
      const { html } = await world.act(`/locks/${id}/unlock`, 'bob', {})
      expect(html).to.include('None of your callers is locked any more')
      expect(await open()).to.deep.equal([])
    })

    it('are not found by anybody else, administrators included', async () => {
      const { id } = await lock()
      for (const other of ['ann', 'ada']) {
        const { status } = await world.act(`/locks/${id}/unlock`, other, {})
        expect(status, other).to.equal(404)
      }
      expect(await open()).to.have.length(1)
    })
  })
})
