import { expect } from 'chai'
import type { RecordedEvent } from '../../src/audit/audit-event.ts'
import { memoryAuditReader } from '../audit/memory-audit-reader.ts'
import { aRecordedCall } from './overview/recorded-calls.ts'
import { startPages, type PagesWorld } from './pages-world.ts'

describe('one’s own calls on the page API access', () => {
  let world: PagesWorld
  let log: RecordedEvent[]
  beforeEach(async () => {
    log = []
    world = await startPages({ reader: memoryAuditReader(log) })
  })
  afterEach(() => world.stop())

  const records = (given: Parameters<typeof aRecordedCall>[0], ended = {}) => {
    const at = world.clock.now() - 1_000
    log.push({ ...aRecordedCall({ at, ...given }, ended), tenantId: world.tenant.id })
  }
  const page = async (who: string) => (await world.page('/api-access', who)).html

  it('are those that the person answers for, and nobody else’s, also not an administrator’s', async () => {
    const denied = { decision: 'deny', rule: 'resource:x' } as const
    records({ accountId: 'ann', path: '/rest/of-ann' })
    records({ ...denied, accountId: 'ann', path: '/rest/ann-refused' }, { code: 'call/denied' })
    records({ ...denied, accountId: 'bob', path: '/rest/of-bob' }, { code: 'call/denied' })
    records({ ...denied, accountId: undefined, path: '/rest/of-nobody' }, { code: 'call/denied' })
    const html = await page('ann')
    expect(html).to.include('1 answered, 1 refused, 0 failed.')
    expect(html)
      .to.include('/rest/ann-refused')
      .and.include('A rule of this site denies this call.')
    expect(html).not.to.match(/of-bob|of-nobody/)
    expect(await page('ada')).not.to.match(/of-bob|of-nobody|of-ann/)
  })

  it('tell the id to ask an administrator with, and nothing that is for administrators alone', async () => {
    const private_ = { detail: 'the inner reason', shadows: 'would-deny:not-yet-told' }
    records(
      { ...private_, accountId: 'ann', decision: 'deny', requestId: 'r-1' },
      { code: 'call/denied' },
    )
    const html = await page('ann')
    expect(html).to.include('<code>r-1</code>')
    expect(html).not.to.match(/the inner reason|not-yet-told/)
  })

  it('are said to be none where there are none', async () => {
    expect(await page('ann')).to.include('No program has called in your name in the last 30 days.')
  })

  it('do not take the page with them when they cannot be read', async () => {
    await world.stop()
    const broken = () => Promise.reject(new Error('the disk is gone'))
    world = await startPages({
      reader: { ...memoryAuditReader(), callsOverTime: broken, search: broken },
    })
    const html = await page('ann')
    expect(html).to.include('Create a token')
    expect(html).to.include(
      'This could not be read just now: how many calls there were, what was refused.',
    )
    expect(html).not.to.include('No program has called')
  })
})
