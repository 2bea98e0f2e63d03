import { expect } from 'chai'
import { Webhook } from 'standardwebhooks'
import { chainBeginning, nextLink } from '../../../src/audit/chain.ts'
import { eventLine } from '../../../src/audit/event-line.ts'
import { createStreamSender } from '../../../src/audit/streams/stream-sender.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { aCallEvent, aChange } from '../../support/things.ts'
import { ANSWERED } from './chain-writer.ts'
import { BY, OTHER, SITE, startStreams, TENANT, type StreamWorld } from './stream-world.ts'
import { wishOfStream } from './wish-of-stream.ts'

describe('the sender of audit streams', () => {
  let world: StreamWorld
  beforeEach(async () => {
    world = await startStreams()
  })
  afterEach(() => world.stop())

  const seqs = () => world.taken().map(({ seq }) => seq)
  const upTo = (last: number, first = 1) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const only = async (tenantId = TENANT) => {
    const [seen] = await world.streams.list(tenantId)
    if (seen === undefined) throw new Error('there is no stream')
    return seen
  }

  it('sends each event once, oldest first, with its place in the chain, over any number of batches', async () => {
    await world.add()
    await world.chain.calls(1_300)
    await world.round()
    expect(seqs()).to.deep.equal(upTo(1_300))
    expect(world.receiver.seen).to.have.length(3)
    for (const { seq, previous } of world.taken()) expect(previous).to.equal(seq - 1)
    await world.round()
    expect(world.receiver.seen).to.have.length(3)
    expect(await only()).to.include({ behind: 0 })
  })

  it('gives the receiver the very hashes of the chain', async () => {
    await world.add()
    const change = aChange({ tenantId: TENANT })
    await world.chain.whole(change)
    await world.round()
    const { hash } = nextLink(chainBeginning(TENANT), eventLine(change))
    expect(world.taken()).to.have.nested.property('[0].hash', hash)
    expect(world.taken()[0]).to.deep.include({ tenant: TENANT, site: 'acme.atlassian.net' })
  })

  it('sends a slow call as it begins, and once more as it has ended', async () => {
    await world.add()
    const event = aCallEvent({ tenantId: TENANT })
    await world.chain.whole(event)
    await world.chain.whole(aChange({ tenantId: TENANT }))
    await world.round()
    await world.chain.ends(event.id, { status: 404 })
    await world.round()
    const all = world.taken()
    expect(all.map(({ part }) => part)).to.deep.equal(['begun', 'whole', 'ended'])
    expect(all[0]?.event).to.include({ id: event.id, outcome: 'unknown' })
    expect(all[0]?.event).not.to.have.property('completion')
    expect(all[2]?.event).to.include({ id: event.id, outcome: 'answered' })
    expect(all[2]).to.have.nested.property('event.completion.status', 404)
    expect(seqs()).to.deep.equal([1, 2, 3])
  })

  it('tells the same of a begun call whether it has ended meanwhile or not', async () => {
    await world.add()
    const event = aCallEvent({ tenantId: TENANT })
    await world.chain.whole(event)
    await world.chain.ends(event.id)
    await world.round()
    const [begun, ended] = world.taken()
    expect(begun).to.include({ part: 'begun', seq: 1 })
    expect(begun?.event).to.include({ outcome: 'unknown' }).and.not.have.property('completion')
    expect(ended).to.include({ part: 'ended', seq: 2, previous: 1 })
  })

  it('signs each batch, and shows the header that the receiver knows it by', async () => {
    const header = { name: 'Authorization', value: new Secret('Splunk 123') }
    const url = world.receiver.origin
    const wish = {
      ...(await aWish()),
      target: { kind: 'https' as const, url, header, ca: undefined },
    }
    const { newSecret } = await world.streams.add(TENANT, wish, BY)
    await world.chain.calls(3)
    await world.round()
    const [seen] = world.receiver.seen
    if (seen === undefined) throw new Error('nothing arrived')
    const { body, headers, method } = seen
    expect(method).to.equal('POST')
    expect(headers).to.include({
      'content-type': 'application/x-ndjson',
      authorization: 'Splunk 123',
    })
    const id = String(headers['webhook-id'])
    expect(id).to.match(/-0-3$/)
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000)
    const signature = new Webhook(newSecret?.reveal() ?? '').sign(id, at, body)
    expect(headers['webhook-signature']).to.equal(signature)
  })

  const aWish = async () => {
    await world.add({}, 'a-model')
    const { stream } = await only('a-model')
    return wishOfStream(stream)
  }

  it('loses nothing while the receiver is away, and waits longer and longer up to five minutes', async () => {
    await world.add()
    world.answers(503)
    await world.chain.calls(5)
    const waits: number[] = []
    for (let at = 0; at < 12; at += 1) {
      const before = world.receiver.seen.length
      await world.round()
      expect(world.receiver.seen, 'it was due').to.have.length(before + 1)
      const wait = (await only()).progress.dueAt - world.clock.now()
      waits.push(wait / 1_000)
      world.clock.move(wait - 1)
      await world.round()
      expect(world.receiver.seen, 'too early').to.have.length(before + 1)
      world.clock.move(1)
    }
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    world.answers(200)
    await world.round()
    expect(seqs().slice(0, 5)).to.deep.equal(upTo(5))
    expect((await only()).progress).to.include({ lost: 0, failures: 0 })
  })

  it('records that a receiver is down once it has been for a while, and that it is up again', async () => {
    await world.add()
    world.answers(500)
    await world.chain.calls(1)
    for (let at = 0; at < 8; at += 1) {
      await world.round()
      world.clock.move(60_000)
    }
    world.answers(200)
    world.clock.move(300_000)
    await world.round()
    const kinds = (await world.told()).map((each) => each.split(' ')[0])
    expect(kinds).to.deep.equal(['streams.changed', 'stream.down', 'stream.up'])
  })

  it('waits as long as the receiver asks for, and no longer than five minutes', async () => {
    await world.add()
    world.handle((_req, res) => res.writeHead(429, { 'retry-after': '40' }).end())
    await world.chain.calls(1)
    await world.round()
    expect((await only()).progress.dueAt - world.clock.now()).to.equal(40_000)
    world.clock.move(40_000)
    world.handle((_req, res) => res.writeHead(429, { 'retry-after': '4000' }).end())
    await world.round()
    expect((await only()).progress.dueAt - world.clock.now()).to.equal(300_000)
  })

  it('sends fewer at once to a receiver that takes no large bodies, until they go through', async () => {
    await world.add()
    let largest = 0
    world.handle((_req, res) => {
      const count = world.receiver.seen.at(-1)?.body.trimEnd().split('\n').length ?? 0
      if (count <= 60) largest = Math.max(largest, count)
      res.writeHead(count > 60 ? 413 : 200).end()
    })
    await world.chain.calls(200)
    for (let at = 0; at < 40; at += 1) {
      await world.round()
      world.clock.move(300_000)
    }
    expect(seqs()).to.deep.equal(upTo(200))
    expect(largest).to.be.within(20, 60)
  })

  it('counts exactly what retention removed before it could be sent, and records it', async () => {
    await world.add()
    world.answers(503)
    await world.chain.calls(40)
    await world.round()
    await world.chain.cutTo(25)
    world.answers(200)
    world.clock.move(300_000)
    await world.round()
    expect(seqs().slice(0, 15)).to.deep.equal(upTo(40, 26))
    expect((await only()).progress).to.include({ lost: 25 })
    const lost = (await world.told()).filter((each) => each.startsWith('stream.lost'))
    expect(lost).to.have.length(1)
    expect(lost[0]).to.include('"count":25,"fromSeq":1,"toSeq":25,"reason":"removed"')
  })

  it('counts lines that are missing in the middle as well, and sends what is on either side', async () => {
    await world.add()
    await world.chain.calls(10)
    await world.chain.remove(4, 5, 8)
    await world.round()
    expect(seqs().slice(0, 7)).to.deep.equal([1, 2, 3, 6, 7, 9, 10])
    expect((await only()).progress).to.include({ lost: 3 })
    const lost = (await world.told()).filter((each) => each.startsWith('stream.lost'))
    const places = lost.map((each) => /"fromSeq":\d+,"toSeq":\d+/.exec(each)?.[0])
    expect(places).to.have.members(['"fromSeq":4,"toSeq":5', '"fromSeq":8,"toSeq":8'])
  })

  it('counts what was removed also when nothing is left at all', async () => {
    await world.add()
    world.answers(503)
    await world.chain.calls(7)
    await world.round()
    await world.chain.cutTo(7)
    world.clock.move(300_000)
    await world.round()
    expect((await only()).progress).to.include({ lost: 7, upTo: 7 })
  })

  it('gives up the oldest when more wait than an administrator wants, and counts exactly these', async () => {
    await world.add({ dropBehind: 1_000 })
    world.answers(503)
    await world.chain.calls(1_000)
    await world.round()
    expect((await only()).progress).to.include({ lost: 0 })
    await world.chain.calls(234)
    world.clock.move(300_000)
    world.answers(200)
    await world.round()
    expect(seqs().slice(0, 1_000)).to.deep.equal(upTo(1_234, 235))
    expect((await only()).progress).to.include({ lost: 234 })
    const lost = (await world.told()).filter((each) => each.startsWith('stream.lost'))
    expect(lost[0]).to.include('"count":234,"fromSeq":1,"toSeq":234,"reason":"behind"')
    expect(world.taken()[0]).to.include({ previous: 0 })
  })

  it('gives up nothing at all without being told to', async () => {
    await world.add()
    world.answers(503)
    await world.chain.calls(3_000)
    await world.round()
    expect(await only()).to.include({ behind: 3_000 })
    expect((await only()).progress).to.include({ lost: 0 })
  })

  it('after a crash between sending and writing down sends the same once more, and leaves out nothing', async () => {
    await world.add()
    await world.chain.calls(10)
    const dies = { ...world.store, move: () => Promise.reject(new Error('the process died')) }
    const dying = createStreamSender({ ...world, store: dies, siteOf: () => SITE, ids: systemIds })
    await dying.round()
    await dying.settled()
    expect(seqs()).to.deep.equal(upTo(10))
    await world.round()
    expect(seqs()).to.deep.equal([...upTo(10), ...upTo(10)])
    const [first, again] = world.receiver.seen
    expect(again?.body).to.equal(first?.body)
    expect(again?.headers['webhook-id']).to.equal(first?.headers['webhook-id'])
    let failure: unknown
    await dying.round().catch((thrown: unknown) => {
      failure = thrown
    })
    expect(failure).to.be.instanceOf(AggregateError)
  })

  it('is cut off when it stops, and the next round begins with the same', async () => {
    await world.add()
    await world.chain.calls(4)
    world.handle(() => undefined)
    await world.sender.round()
    while (
      world.receiver.seen.at(-1)?.body === undefined ||
      world.receiver.seen.at(-1)?.body === ''
    )
      await new Promise((resolve) => setTimeout(resolve, 5))
    await world.sender.stop()
    expect((await only()).progress).to.include({ upTo: 0, failures: 0 })
    world.answers(200)
    await world.round()
    expect(seqs()).to.deep.equal(upTo(4))
  })

  it('that two processes run at once never skips anything', async () => {
    await world.add()
    await world.chain.calls(1_200)
    const second = createStreamSender({ ...world, siteOf: () => SITE, ids: systemIds })
    for (let at = 0; at < 4; at += 1) {
      await Promise.all([world.round(), second.round().then(() => second.settled())])
    }
    expect([...new Set(seqs())].toSorted((one, other) => one - other)).to.deep.equal(upTo(1_200))
    expect((await only()).progress).to.include({ upTo: 1_200, lastSent: 1_200, lost: 0 })
  })

  it('ends a stream whose receiver says 410, until an administrator switches it on', async () => {
    const id = await world.add()
    world.answers(410)
    await world.chain.calls(2)
    await world.round()
    await world.round()
    expect(world.receiver.seen).to.have.length(1)
    expect((await only()).stream.state).to.equal('gone')
    expect((await world.told()).at(-1)).to.include('"action":"gone"')
    world.answers(200)
    const { stream } = await only()
    await world.streams.change({ tenantId: TENANT, id }, wishOfStream(stream), BY)
    await world.round()
    expect(seqs().slice(0, 2)).to.deep.equal([1, 2])
  })

  it('sends only what was asked for, each naming the one before, and says of losses in any case', async () => {
    await world.add({ what: 'refusals' })
    await world.chain.calls(2)
    await world.chain.whole(aCallEvent({ tenantId: TENANT, decision: 'deny' }), {
      ...ANSWERED,
      outcome: 'refused',
      status: 403,
    })
    await world.chain.whole(aChange({ tenantId: TENANT }))
    await world.chain.whole(aChange({ tenantId: TENANT, kind: 'stream.lost' }))
    await world.chain.calls(3)
    await world.chain.whole(aChange({ tenantId: TENANT, kind: 'calls.refused' }))
    await world.round()
    const all = world.taken().map(({ seq, previous, event }) => [seq, previous, event.kind])
    expect(all).to.deep.equal([
      [3, 0, 'call'],
      [5, 3, 'stream.lost'],
      [9, 5, 'calls.refused'],
    ])
    expect(await only()).to.include({ behind: 0 })
  })

  it('of changes alone passes over any number of calls', async () => {
    await world.add({ what: 'changes' })
    await world.chain.calls(4_500)
    await world.chain.whole(aChange({ tenantId: TENANT }))
    await world.round()
    expect(seqs()).to.deep.equal([4_501])
  })

  it('begins with what happens next, or with the oldest that is kept', async () => {
    await world.chain.calls(6)
    await world.chain.cutTo(2)
    await world.add()
    await world.add({ begins: 'oldest', name: 'from the beginning' })
    await world.round()
    expect(seqs()).to.deep.equal(upTo(6, 3))
    const lost = (await world.streams.list(TENANT)).map(({ progress }) => progress.lost)
    expect(lost).to.deep.equal([0, 0])
  })

  it('goes on where it was when it was off for a while', async () => {
    const id = await world.add()
    const { stream } = await only()
    const turn = (state: 'on' | 'off') =>
      world.streams.change({ tenantId: TENANT, id }, { ...wishOfStream(stream), state }, BY)
    await turn('off')
    await world.chain.calls(3)
    await world.round()
    expect(world.receiver.seen).to.have.length(0)
    await turn('on')
    await world.round()
    expect(seqs().slice(0, 3)).to.deep.equal([1, 2, 3])
  })

  it('never sends one tenant’s events to another’s receiver', async () => {
    await world.add()
    await world.add({}, OTHER)
    await world.chain.calls(20)
    await world.others.calls(30)
    await world.round()
    for (const { url, body } of world.receiver.seen) {
      const tenants = new Set(
        body
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { readonly tenant: string }).tenant),
      )
      expect([...tenants]).to.deep.equal([url.includes(OTHER) ? OTHER : TENANT])
    }
    expect(world.taken()).to.have.length(50)
  })

  it('lets no slow receiver hold up another', async () => {
    await world.add({ name: 'slow' })
    await world.add({}, OTHER)
    await world.chain.calls(1)
    await world.others.calls(2)
    world.handle((req, res) => {
      if (req.url?.includes(OTHER) === true) res.writeHead(200).end()
    })
    await world.sender.round()
    while ((await only(OTHER)).behind > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await only()).to.include({ behind: 1 })
  })

  it('sends nothing of a tenant whose app is not active', async () => {
    await world.add()
    await world.chain.calls(1)
    const away = createStreamSender({ ...world, siteOf: () => undefined, ids: systemIds })
    await away.round()
    await away.settled()
    expect(world.receiver.seen).to.have.length(0)
    expect(await only()).to.include({ behind: 1 })
  })
})
