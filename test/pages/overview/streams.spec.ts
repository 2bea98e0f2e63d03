import { expect } from 'chai'
import { startStreams, type StreamWorld } from '../../audit/streams/stream-world.ts'
import { wishOfStream } from '../../audit/streams/wish-of-stream.ts'
import { chainWriter } from '../../audit/streams/chain-writer.ts'
import { watchForSecret } from '../../support/sinks.ts'
import { UNTRUSTED } from '../../upstream/untrusted-certificate.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const URL_OF_RECEIVER = 'https://logs.example.com/in?key=1234567890ab'
const VALUE = 'Splunk 0123456789abcdef'
const HTTPS = {
  kind: 'https',
  name: 'SIEM',
  url: URL_OF_RECEIVER,
  headerName: 'Authorization',
  headerValue: VALUE,
  ca: '',
  what: 'all',
  begins: 'now',
  dropBehind: '',
  state: 'on',
}
const SYSLOG = {
  ...{ kind: 'syslog', name: 'rsyslog', host: 'logs.example.com', port: '6514' },
  ...{ ca: UNTRUSTED.cert, what: 'refusals', begins: 'oldest', dropBehind: '10,000', state: 'off' },
}

describe('the tab of audit streams', () => {
  let parts: StreamWorld
  let world: PagesWorld
  beforeEach(async () => {
    parts = await startStreams()
    world = await startPages({ streams: parts.streams })
    watchForSecret(VALUE)
  })
  afterEach(async () => {
    await world.stop()
    await parts.stop()
  })

  const act = (path: string, form: Record<string, string> = {}, as = 'ada') =>
    world.act(`/overview/streams${path}`, as, form)
  const all = () => parts.streams.list(world.tenant.id)
  const only = async () => {
    const [seen] = await all()
    if (seen === undefined) throw new Error('there is no stream')
    return seen
  }

  it('adds a stream with a signing secret that is shown once', async () => {
    expect((await act('')).html).to.include('No stream yet')
    const { html } = await act('/save', HTTPS)
    const [secret = ''] = /whsec_[A-Za-z0-9+/]+(?:=|&#x3D;)/.exec(html) ?? []
    expect(secret).not.to.equal('')
    watchForSecret(secret.replace('&#x3D;', '='))
    expect(html).to.include('Everything to logs.example.com by HTTPS')
    const later = (await act('')).html
    expect(later).not.to.match(/whsec_|1234567890ab|0123456789abcdef/)
  })

  it('keeps what a form says, and shows it again without what is hidden', async () => {
    await act('/save', HTTPS)
    const { stream } = await only()
    const { headerValue, ...shown } = formIn((await act(`/${stream.id}/edit`)).html)
    const { name: shownName, url, what, state, headerName } = HTTPS
    expect(shown).to.deep.include({ name: shownName, url, what, state, headerName })
    expect(headerValue).to.equal('')
    const { status } = await act(`/${stream.id}/save`, { ...shown, headerValue: '', name: 'new' })
    expect(status).to.equal(200)
    const { target, name } = (await only()).stream
    expect(name).to.equal('new')
    expect(target.kind === 'https' && target.header?.value.reveal()).to.equal(VALUE)
  })

  it('takes a syslog receiver with an authority and a bound of its own', async () => {
    const { html } = await act('/save', SYSLOG)
    expect(html).to.include('Refusals to logs.example.com:6514 by syslog over TLS')
    expect(html).to.include('Off').and.not.include('whsec_')
    const { stream } = await only()
    expect(stream).to.include({ dropBehind: 10_000, what: 'refusals', state: 'off' })
    expect(formIn((await act(`/${stream.id}/edit`)).html)).to.include({ port: '6514' })
    expect(stream.target.ca).to.equal(UNTRUSTED.cert)
  })

  it('says beside each field what is wrong, and keeps what was typed', async () => {
    for (const [change, says] of [
      [{ url: '' }, 'Enter the address'],
      [{ url: 'http://logs.example.com' }, 'Must begin with https://'],
      [{ url: 'https://127.0.0.1/x' }, 'not on the public internet'],
      [{ name: '' }, 'Give it a name'],
      [{ dropBehind: 'many' }, 'Must be a number from 1,000'],
      [{ headerName: 'Host' }, 'Gatehouse sets this header itself'],
      [{ headerValue: '' }, 'Enter the value of the header'],
      [{ ca: '-----BEGIN CERTIFICATE-----x' }, 'Must be certificates'],
      [{ state: 'perhaps' }, 'Nothing was saved'],
    ] as const) {
      const { status, html } = await act('/save', { ...HTTPS, ...change })
      expect(status, says).to.equal(422)
      expect(html).to.include(says).and.not.include(VALUE)
      expect(formIn(html)).to.include({
        what: 'all',
        headerName: { ...HTTPS, ...change }.headerName,
      })
    }
    const { html } = await act('/save', { ...SYSLOG, host: 'localhost', port: '70000' })
    expect(html).to.include('Must be a number from 1 to 65535')
    expect(await all()).to.deep.equal([])
  })

  it('is for administrators alone, and for streams of their own tenant', async () => {
    const { stream } = await addTo('another')
    for (const path of ['', '/add-https', '/add-syslog', '/save', `/${stream.id}/test`]) {
      expect((await act(path, HTTPS, 'bob')).status, path).to.equal(403)
    }
    for (const path of ['edit', 'save', 'test', 'remove']) {
      expect((await act(`/${stream.id}/${path}`, HTTPS)).status, path).to.equal(404)
    }
    expect(await parts.streams.list('another')).to.have.length(1)
    expect(await all()).to.deep.equal([])
  })

  const addTo = async (tenantId: string) => {
    await parts.add({}, tenantId)
    const [seen] = await parts.streams.list(tenantId)
    if (seen === undefined) throw new Error('there is no stream')
    return seen
  }

  it('makes a new signing secret where that is ticked', async () => {
    const { stream } = await addTo(world.tenant.id)
    const before = stream.target.kind === 'https' ? stream.target.secret.reveal() : ''
    // The receiver of the test is on loopback, which the page does not take.
    const wish = { ...wishOfStream(stream), rotateSecret: true }
    await parts.streams.change(stream, wish, { actor: 'ada', requestId: 'r' })
    const { target } = (await only()).stream
    expect(target.kind === 'https' && target.secret.reveal()).not.to.equal(before)
    expect(target.kind === 'https' && target.previous?.secret.reveal()).to.equal(before)
    const form = { ...HTTPS, headerValue: VALUE, rotateSecret: 'on' }
    const { html } = await act(`/${stream.id}/save`, form)
    expect(html).to.include('whsec_').and.to.include('goes on signing for a day')
    const now = (await only()).stream.target
    watchForSecret(now.kind === 'https' ? now.secret.reveal() : '')
  })

  it('tells how far a stream has come, what is wrong, and what was lost', async () => {
    const { stream } = await addTo(world.tenant.id)
    expect((await act('')).html)
      .to.include('Nothing yet')
      .and.to.include('By nothing')
    const chain = chainWriter(parts.temporary.database, world.tenant.id)
    await chain.calls(1_234)
    expect((await act('')).html).to.include('By 1,234 events')
    await parts.round()
    expect((await act('')).html).to.include('Up to event 1,234')
    parts.answers(503)
    await chain.calls(30)
    await parts.round()
    const trying = (await act('')).html
    expect(trying).to.include('Trying again').and.to.include('the receiver answered 503')
    await chain.cutTo(1_250)
    parts.clock.move(300_000)
    await parts.round()
    expect((await act('')).html).to.include('16 events')
    parts.answers(410)
    parts.clock.move(300_000)
    await parts.round()
    expect((await act('')).html).to.include('The receiver wants no more events')
    expect(stream.state).to.equal('on')
  })

  it('sends a test and tells what came of it', async () => {
    const { stream } = await addTo(world.tenant.id)
    expect((await act(`/${stream.id}/test`)).html).to.include('The test arrived')
    parts.answers(401)
    const bad = await act(`/${stream.id}/test`)
    expect(bad.status).to.equal(422)
    expect(bad.html).to.include('The test did not arrive: the receiver answered 401')
  })

  it('has room for three, and lets one go', async () => {
    for (let at = 0; at < 3; at += 1)
      await act('/save', { ...SYSLOG, name: `stream ${String(at)}` })
    expect((await act('')).html)
      .to.include('no room for a further')
      .and.not.include('Add HTTPS')
    const { status, html } = await act('/save', SYSLOG)
    expect(status).to.equal(422)
    expect(html).to.include('no room for more')
    const { stream } = await only()
    expect((await act(`/${stream.id}/remove`)).html).to.include('The stream is gone')
    expect(await all()).to.have.length(2)
  })
})
