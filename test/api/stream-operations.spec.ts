import { expect } from 'chai'
import { ANSWERED, chainWriter } from '../audit/streams/chain-writer.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { watchForSecret } from '../support/sinks.ts'
import { aCallEvent } from '../support/things.ts'
import { UNTRUSTED } from '../upstream/untrusted-certificate.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

const URL_OF_RECEIVER = 'https://logs.example.com/in?key=1234567890ab'
const VALUE = 'Splunk 0123456789abcdef'

describe('audit streams in the management API', () => {
  let world: ManagementWorld
  let receiver: SmallServer
  beforeEach(async () => {
    world = await startManagement()
    receiver = await startSmallServer()
    watchForSecret(VALUE)
  })
  afterEach(async () => {
    await world.stop()
    await receiver.close()
  })

  const wish = (given: object = {}) => ({
    name: 'SIEM',
    kind: 'https',
    what: 'all',
    state: 'on',
    url: URL_OF_RECEIVER,
    headerName: 'Authorization',
    headerValue: VALUE,
    ...given,
  })
  const syslog = (given: object = {}) => ({
    ...{ name: 'rsyslog', kind: 'syslog', what: 'changes', state: 'off' },
    ...{ host: 'logs.example.com', port: 6514, ...given },
  })
  const add = async (body: object) => {
    const answer = await world.send('POST', '/streams', { body })
    const { secret } = answer.json
    if (typeof secret === 'string') watchForSecret(secret)
    return { ...answer, id: String(answer.json['id']) }
  }

  it('are added and read as the document describes it, with the signing secret in that answer alone', async () => {
    const forms = await describedForms(world)
    // The second begins after the line that says that the first was made.
    for (const [upTo, [given, has]] of [
      [wish(), true] as const,
      [syslog({ ca: UNTRUSTED.cert }), false] as const,
    ].entries()) {
      expect(forms.inputFaultsOf('post', '/streams', given)).to.equal(undefined)
      const { json, id, status } = await add(given)
      expect(status).to.equal(200)
      world.clock.move(1_000)
      expect(forms.faultsOf('post', '/streams', 200, json)).to.equal(undefined)
      expect('secret' in json).to.equal(has)
      const one = await world.send('GET', `/streams/${id}`)
      expect(forms.faultsOf('get', '/streams/{id}', 200, one.json)).to.equal(undefined)
      expect(one.json).not.to.have.property('secret')
      expect(one.json).to.include({ lost: 0, failures: 0, upTo })
    }
    const list = await world.send('GET', '/streams')
    expect(forms.faultsOf('get', '/streams', 200, list.json)).to.equal(undefined)
    expect(list.json).to.have.nested.property('streams[1].kind', 'syslog')
    expect(list.text).to.include('"headerValue":"[sealed]"').and.not.include(VALUE)
    const kinds = (await world.events()).map(({ kind }) => kind)
    expect(kinds).to.deep.equal(['streams.changed', 'streams.changed'])
  })

  it('that cannot go anywhere are refused with the fault of each member', async () => {
    for (const [given, path] of [
      [wish({ url: 'http://logs.example.com' }), 'url'],
      [wish({ url: 'https://10.0.0.1/' }), 'url'],
      [wish({ url: '' }), 'url'],
      [wish({ name: ' ' }), 'name'],
      [wish({ what: 'calls' }), 'what'],
      [wish({ state: 'gone' }), 'state'],
      [wish({ dropBehind: 5 }), 'dropBehind'],
      [wish({ headerName: 'Content-Length' }), 'headerName'],
      [wish({ headerName: 'webhook-id' }), 'headerName'],
      [wish({ headerName: 'a b' }), 'headerName'],
      [wish({ headerName: '' }), 'headerName'],
      [wish({ headerValue: 'x\r\nHost: evil' }), 'headerValue'],
      [wish({ headerValue: '' }), 'headerValue'],
      [wish({ ca: 'not a certificate' }), 'ca'],
      [wish({ secret: 'mine' }), 'secret'],
      [syslog({ host: '127.0.0.1' }), 'host'],
      [syslog({ host: 'localhost' }), 'host'],
      [syslog({ host: 'a.example.com/x@y' }), 'host'],
      [syslog({ port: 0 }), 'port'],
      [syslog({ transport: 'tcp' }), 'transport'],
      [syslog({ transport: 'udp' }), 'transport'],
    ] as const) {
      const { outcome, json } = await add(given)
      expect(outcome, path).to.equal('422 request/invalid-input')
      expect(json, JSON.stringify(given)).to.have.nested.property('faults[0].path', path)
    }
    expect(await world.events()).to.deep.equal([])
  })

  it('keep a header’s value that is not sent again, and never send it to another host', async () => {
    const { id } = await add(wish())
    const path = `/streams/${id}`
    const put = (body: object) => world.send('PUT', path, { body })
    const { outcome, json } = await put(
      wish({ url: 'https://evil.example.com/', headerValue: undefined }),
    )
    expect(outcome).to.equal('422 request/invalid-input')
    expect(json).to.have.nested.property('faults[0].path', 'headerValue')
    const same = await put(
      wish({ url: 'https://logs.example.com/other', headerValue: '[sealed]', name: 'new' }),
    )
    expect(same.json).to.include({ name: 'new', headerValue: '[sealed]' })
    const [seen] = await world.streams.streams.list(world.jira.id)
    const target = seen?.stream.target
    expect(target?.kind === 'https' && target.header?.value.reveal()).to.equal(VALUE)
    const other = await put(wish({ headerName: 'X-Other', headerValue: undefined }))
    expect(other.outcome).to.equal('422 request/invalid-input')
  })

  it('record each change, and nothing where nothing changes', async () => {
    const { id } = await add(wish())
    const path = `/streams/${id}`
    await world.send('PUT', path, { body: wish() })
    expect(await world.events()).to.have.length(1)
    const rotated = await world.send('PUT', path, { body: wish({ rotateSecret: true }) })
    watchForSecret(String(rotated.json['secret']))
    expect(rotated.json['secret']).to.match(/^whsec_/)
    await world.send('DELETE', path)
    const events = await world.events()
    expect(events).to.have.length(3)
    for (const event of events) {
      expect(event).to.include({ kind: 'streams.changed', actor: 'ada', subject: id })
      const text = JSON.stringify(event)
      expect(text)
        .to.include('logs.example.com')
        .and.not.match(/1234567890ab|0123456789abcdef/)
    }
  })

  it('are three at most, and belong to one tenant', async () => {
    const { id } = await add(wish())
    await add(syslog())
    await add(syslog())
    expect((await add(syslog())).outcome).to.equal('422 request/invalid-input')
    const as = 'JWT ada.confluence'
    expect((await world.send('GET', '/streams', { as })).json).to.deep.equal({ streams: [] })
    for (const [method, path, body] of [
      ['GET', `/streams/${id}`, undefined],
      ['PUT', `/streams/${id}`, wish()],
      ['DELETE', `/streams/${id}`, undefined],
      ['POST', `/streams/${id}/test`, undefined],
    ] as const) {
      const sent = await world.send(method, path, { as, ...(body && { body }) })
      expect(sent.outcome, `${method} ${path}`).to.equal('404 request/not-found')
    }
    expect((await world.send('GET', `/streams/${id}`)).status).to.equal(200)
    expect((await world.send('DELETE', `/streams/${id}`)).status).to.equal(204)
    expect((await world.send('GET', `/streams/${id}`)).outcome).to.equal('404 request/not-found')
  })

  it('are tested, whether they are on or not, and tell how far they have come', async () => {
    const forms = await describedForms(world)
    const { streams } = world.streams
    const target = { kind: 'https', url: `${receiver.origin}/x`, header: undefined, ca: undefined }
    const { seen, newSecret } = await streams.add(
      world.jira.id,
      {
        ...{ name: 'x', what: 'all', state: 'on', begins: 'now', dropBehind: undefined },
        target: { ...target, kind: 'https' },
        rotateSecret: false,
      },
      { actor: 'ada', requestId: 'r' },
    )
    watchForSecret(newSecret?.reveal() ?? '')
    const path = `/streams/${seen.stream.id}`
    const tested = await world.send('POST', `${path}/test`)
    expect(tested.json).to.deep.equal({ delivered: true, outcome: 'the receiver answered 200' })
    expect(forms.faultsOf('post', '/streams/{id}/test', 200, tested.json)).to.equal(undefined)
    expect(JSON.parse(receiver.seen[0]?.body ?? '')).to.include({ part: 'test' })
    const chain = chainWriter(world.database, world.jira.id)
    const event = aCallEvent({ tenantId: world.jira.id })
    await chain.whole(event, ANSWERED)
    await chain.whole({ ...event, id: 'another' }, ANSWERED)
    expect((await world.send('GET', path)).json).to.include({ upTo: 0, behind: 3 })
    await world.streams.sendStreams()
    const after = await world.send('GET', path)
    expect(forms.faultsOf('get', '/streams/{id}', 200, after.json)).to.equal(undefined)
    expect(after.json).to.include({ upTo: 3, behind: 0, lost: 0 })
    receiver.handler = (_req, res) => res.writeHead(500).end()
    await chain.whole({ ...event, id: 'a third' }, ANSWERED)
    await world.streams.sendStreams()
    const failed = await world.send('GET', path)
    expect(forms.faultsOf('get', '/streams/{id}', 200, failed.json)).to.equal(undefined)
    expect(failed.json).to.include({ failures: 1, outcome: 'the receiver answered 500' })
    expect(failed.json).to.have.property('nextAttemptAt')
  })
})
