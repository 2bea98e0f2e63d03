import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { createAuditTable } from '../../../src/db/audit-table.ts'
import { createNoticeTable } from '../../../src/db/notice-table.ts'
import { reseal } from '../../../src/db/reseal.ts'
import { createSealer } from '../../../src/lib/sealer.ts'
import { sealingKey } from '../../support/temporary-database.ts'
import { BY, OTHER, startNotices, TENANT, type NoticeWorld } from './notice-world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describe('notices', () => {
  let world: NoticeWorld
  beforeEach(async () => {
    world = await startNotices()
  })
  afterEach(() => world.stop())

  const seen = (at = -1) => {
    const request = world.receiver.seen.at(at)
    if (request === undefined) throw new Error('nothing was received')
    // Only these are read, and each was sent once.
    return { body: request.body, headers: request.headers as Record<string, string> }
  }
  const count = () => world.receiver.seen.length
  const changes = async () => {
    const events = await createAuditTable(world.temporary.database).recent(TENANT, 100)
    return events.filter(({ kind }) => kind === 'notices.changed')
  }

  describe('that are sent', () => {
    it('have a signature that the receiver’s own library takes, and say what happened', async () => {
      const secret = await world.set()
      const event = await world.happens({ facts: { perHour: 100, credentialKind: 'api-token' } })
      await world.round()
      const { body, headers } = seen()
      const verified = new Webhook(secret).verify(body, headers)
      expect(verified).to.deep.include({ type: 'guard.tripped' })
      expect(verified).to.have.property('timestamp', new Date(event.at).toISOString())
      expect(verified).to.have.nested.property('data.id', event.id)
      expect(verified).to.have.nested.property('data.site', 'acme.atlassian.net')
      expect(verified).to.have.nested.property('data.says').that.includes('100 deletions')
      expect(headers['webhook-id']).to.equal(event.id)
      expect(headers['content-type']).to.equal('application/json')
    })

    it('are signed over id, time and body with the key behind whsec_', async () => {
      const secret = await world.set()
      await world.happens()
      await world.round()
      const { body, headers } = seen()
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
      expect(key).to.have.length(32)
      const content = `${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.${body}`
      const expected = createHmac('sha256', key).update(content).digest('base64')
      expect(headers['webhook-signature']).to.equal(`v1,${expected}`)
    })

    it('are not genuine for a receiver with another secret, or with one letter changed', async () => {
      const secret = await world.set()
      await world.happens()
      await world.round()
      const { body, headers } = seen()
      const other = new Webhook(Buffer.alloc(32, 7).toString('base64'))
      expect(() => other.verify(body, headers)).to.throw(WebhookVerificationError)
      const changed = body.replace('guard', 'quard')
      expect(() => new Webhook(secret).verify(changed, headers)).to.throw(WebhookVerificationError)
    })

    it('are sent once, and only those of the kinds that are wanted, since they are', async () => {
      await world.happens({ at: world.clock.now() - DAY_MS })
      await world.set({ kinds: ['guard.tripped'] })
      await world.happens({ kind: 'token.revoked' })
      await world.happens({ kind: 'token.created' })
      const wanted = await world.happens()
      for (let at = 0; at < 3; at += 1) await world.round()
      expect(world.receiver.seen.map(({ headers }) => headers['webhook-id'])).to.deep.equal([
        wanted.id,
      ])
      expect(await world.state()).to.equal('delivered 1')
    })

    it('never go to the receiver of another tenant', async () => {
      await world.set({}, OTHER)
      await world.happens()
      await world.round()
      expect(count()).to.equal(0)
    })

    it('go out also when they were committed long after their time', async () => {
      await world.set()
      world.clock.move(HOUR_MS)
      await world.happens()
      await world.round()
      await world.happens({ at: world.clock.now() - 30 * 60_000 })
      await world.round()
      expect(count()).to.equal(2)
    })

    it('are all on their way before the settings change', async () => {
      await world.set()
      await world.happens()
      world.clock.move(1_000)
      await world.set({ kinds: ['provider.down'] })
      await world.round()
      expect(count()).to.equal(1)
    })
  })

  describe('that do not arrive', () => {
    it('are sent again later, with the same id and body and a new time', async () => {
      const secret = await world.set()
      world.answers(500, 200)
      await world.happens()
      await world.round()
      expect(await world.state()).to.equal('waiting 1')
      await world.round()
      expect(count()).to.equal(1)
      world.clock.move(5_000)
      await world.round()
      expect(await world.state()).to.equal('delivered 2')
      const [first, second] = [seen(0), seen(1)]
      expect(second.body).to.equal(first.body)
      expect(second.headers['webhook-id']).to.equal(first.headers['webhook-id'])
      expect(second.headers['webhook-timestamp']).not.to.equal(first.headers['webhook-timestamp'])
      // The library looks at the real time, which the clock here is seconds ahead of.
      expect(() => new Webhook(secret).verify(second.body, second.headers)).not.to.throw()
    })

    it('are given up after three days, and it can be seen', async () => {
      await world.set()
      world.answers(500)
      await world.happens()
      const start = world.clock.now()
      for (let at = 0; at < 400; at += 1) {
        await world.round()
        if ((await world.state()).startsWith('given-up')) break
        world.clock.move(HOUR_MS)
      }
      const [delivery] = await world.notices.deliveries(TENANT, 10)
      expect(delivery).to.include({ state: 'given-up', outcome: 'the receiver answered 500' })
      expect(world.clock.now() - start).to.be.within(3 * DAY_MS, 3 * DAY_MS + 2 * HOUR_MS)
      const attempts = count()
      world.clock.move(DAY_MS)
      await world.round()
      expect(count()).to.equal(attempts)
    })

    it('are not lost when the process dies before the answer, and keep their id', async () => {
      await world.set()
      await world.happens()
      const settings = await world.store.settings(TENANT)
      if (settings === undefined) throw new Error('no settings')
      // What a process does up to the sending, before it is killed.
      await world.store.enqueue(settings, world.clock.now())
      const now = world.clock.now()
      const claimed = await world.store.claim(TENANT, now, now + 60_000)
      const next = world.anotherSender()
      await next.round()
      await next.settled()
      expect(count()).to.equal(0)
      world.clock.move(60_000)
      await next.round()
      await next.settled()
      expect(seen().headers['webhook-id']).to.equal(claimed?.id)
      expect(await world.state()).to.equal('delivered 2')
    })

    it('in one go are sent once, when two processes look at the same time', async () => {
      await world.set()
      for (let at = 0; at < 5; at += 1) await world.happens()
      const other = world.anotherSender()
      await Promise.all([world.round(), other.round()])
      await other.settled()
      const ids = world.receiver.seen.map(({ headers }) => headers['webhook-id'])
      expect(ids).to.have.length(5)
      expect(new Set(ids).size).to.equal(5)
    })

    it('for want of an answer in time are cut off and sent again', async () => {
      await world.set()
      world.handle(() => undefined)
      await world.happens()
      await world.round()
      const [delivery] = await world.notices.deliveries(TENANT, 1)
      expect(delivery).to.include({ state: 'waiting', attempts: 1 })
      expect(delivery?.outcome).to.include('no answer within 300 ms')
    })

    it('do not make a tenant wait whose receiver is quick', async () => {
      await world.set({}, OTHER)
      await world.set()
      let release = (): void => undefined
      world.handle((req, res) => {
        const answer = () => res.writeHead(200).end()
        if (req.url?.includes(OTHER) === true) release = answer
        else answer()
      })
      await world.happens({ tenantId: OTHER })
      await world.happens()
      await world.sender.round()
      for (let at = 0; at < 100 && (await world.state()) !== 'delivered 1'; at += 1) {
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      expect(await world.state()).to.equal('delivered 1')
      const [slow] = await world.store.deliveries(OTHER, 1)
      expect(slow?.state).to.equal('waiting')
      release()
      await world.sender.settled()
    })

    it('because of a redirect are not sent to where it leads', async () => {
      await world.set()
      world.handle((req, res) => {
        res.writeHead(307, { location: `${world.receiver.origin}/elsewhere` }).end(req.url)
      })
      await world.happens()
      await world.round()
      expect(world.receiver.seen.map(({ url }) => url)).to.have.length(1)
      expect(await world.state()).to.equal('waiting 1')
    })

    it('are of no use to a receiver that answers without end', async () => {
      await world.set()
      world.handle((_req, res) => {
        res.writeHead(200)
        const more = () => {
          if (!res.destroyed) res.write('x'.repeat(65_536), () => setImmediate(more))
        }
        more()
      })
      await world.happens()
      await world.round()
      expect(await world.state()).to.equal('delivered 1')
    })
  })

  it('are switched off by a receiver that says 410, until an administrator switches them on', async () => {
    await world.set()
    world.answers(410)
    await world.happens()
    await world.happens()
    await world.round()
    expect(await world.notices.settings(TENANT)).to.include({ state: 'gone' })
    const deliveries = await world.notices.deliveries(TENANT, 10)
    expect(deliveries.map(({ state }) => state)).to.deep.equal(['given-up', 'given-up'])
    const [event] = await changes()
    expect(event).to.deep.include({ actor: 'gatehouse', facts: { state: 'gone', status: 410 } })
    world.answers(200)
    await world.happens()
    await world.round()
    expect(count()).to.equal(1)
    await world.set()
    await world.happens()
    await world.round()
    expect(await world.state()).to.equal('delivered 1')
  })

  describe('settings', () => {
    it('have a secret from the first saving on, and record who changed what, without address or secret', async () => {
      const secret = await world.set()
      expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/)
      const [event] = await changes()
      expect(event).to.deep.include({
        actor: 'ada',
        requestId: 'a-test',
        facts: {
          host: world.receiver.host,
          state: 'on',
          kinds: 'guard.tripped, token.revoked, provider.down',
          secret: 'made',
        },
      })
      expect(await world.set()).to.equal(secret)
      expect(await changes()).to.have.length(1)
    })

    it('sign with both secrets for a day after a new one was made, and then with the new one alone', async () => {
      const before = await world.set()
      const { newSecret } = await world.notices.rotate(TENANT, BY)
      const after = newSecret?.reveal() ?? ''
      expect(after).not.to.equal(before)
      await world.happens()
      await world.round()
      const { body, headers } = seen()
      for (const secret of [before, after]) {
        expect(() => new Webhook(secret).verify(body, headers)).not.to.throw()
      }
      world.clock.move(DAY_MS)
      await world.happens()
      await world.round()
      expect(seen().headers['webhook-signature']?.split(' ')).to.have.length(1)
    })

    it('lie sealed, bound to their tenant, and are moved to a new key', async () => {
      const { database, sealer } = world.temporary
      const secret = await world.set()
      await world.notices.rotate(TENANT, BY)
      const row = (await database.tables.noticeSettings.findByPk(TENANT))?.get()
      if (row === undefined) throw new Error('no row')
      await database.tables.noticeSettings.create({ ...row, tenant_id: OTHER })
      const copied = await world.store.settings(OTHER).catch((cause: unknown) => cause)
      expect(copied).to.have.property('name', 'SealFault')
      await database.tables.noticeSettings.destroy({ where: { tenant_id: OTHER } })

      const newKey = sealingKey('new')
      // Opens with the old key, seals with the new one.
      const fresh = createSealer([newKey])
      const both = {
        ...fresh,
        open: (sealed: string, boundTo: string) =>
          (fresh.isStale(sealed) ? sealer : fresh).open(sealed, boundTo),
      }
      const report = await reseal(database, both, () => undefined)
      expect(report).to.include({ resealed: 1, left: 0 })
      const settings = await createNoticeTable(database, fresh, () => '').settings(TENANT)
      expect(settings?.previous?.secret.reveal()).to.equal(secret)
      expect(settings?.url.reveal()).to.include('/hook/')
    })
  })

  describe('a test', () => {
    it('arrives at once, signed, also while notices are off, and says that it is one', async () => {
      const secret = await world.set({ state: 'off' })
      expect(await world.notices.test(TENANT)).to.deep.equal({
        delivered: true,
        outcome: 'the receiver answered 200',
      })
      const { body, headers } = seen()
      expect(new Webhook(secret).verify(body, headers)).to.deep.include({ type: 'test' })
      const [delivery] = await world.notices.deliveries(TENANT, 1)
      expect(delivery).to.include({ kind: 'test', state: 'delivered' })
    })

    it('that fails says why, and is not sent again', async () => {
      await world.set()
      world.answers(404)
      const { delivered, outcome } = await world.notices.test(TENANT)
      expect([delivered, outcome]).to.deep.equal([false, 'the receiver answered 404'])
      world.clock.move(HOUR_MS)
      await world.round()
      expect(count()).to.equal(1)
    })

    it('of a tenant without settings is not found', async () => {
      const thrown = await world.notices.test(TENANT).catch((cause: unknown) => cause)
      expect(thrown).to.have.property('code', 'request/not-found')
    })
  })
})
