import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import { createInstallKeys } from '../../src/upstream/install-keys.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import {
  OTHER_KEY,
  pemOf,
  SIGNING_KEY,
  startKeyServer,
  type KeyServer,
} from '../connect/key-server.ts'

describe('install keys', () => {
  const PEM = pemOf(SIGNING_KEY)
  const OTHER_PEM = pemOf(OTHER_KEY)
  let first: KeyServer
  let second: KeyServer
  let clock: ReturnType<typeof stoppedClock>
  let installKey: (kid: string) => Promise<string | undefined>
  beforeEach(async () => {
    first = await startKeyServer()
    second = await startKeyServer()
    clock = stoppedClock()
    installKey = createInstallKeys({ urls: [first.url, second.url], clock })
  })
  afterEach(() => Promise.all([first.stop(), second.stop()]))

  const refusalOf = async (kid: string): Promise<string> => {
    try {
      await installKey(kid)
    } catch (error) {
      if (error instanceof Refusal) return error.code
      throw error
    }
    return expect.fail('no refusal')
  }

  it('are asked for once, also by many at a time, and never again', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => installKey('key-1')))
    expect(new Set(answers)).to.deep.equal(new Set([PEM]))
    clock.move(400 * 24 * 60 * 60 * 1000)
    expect(await installKey('key-1')).to.equal(PEM)
    expect(first.asked).to.deep.equal(['/key-1'])
    expect(second.asked).to.deep.equal([])
  })

  it('come from the second server when the first does not know them', async () => {
    first.answer = () => ({ status: 404, body: 'Not Found' })
    expect(await installKey('key-1')).to.equal(PEM)
  })

  it('come from the second server when the first is broken', async () => {
    for (const answer of [
      { status: 500, body: 'down' },
      { status: 503, body: OTHER_PEM },
      { status: 200, body: '<html>Not Found</html>' },
      { status: 200, body: '' },
      { status: 301, body: '', headers: { location: `${second.url}/other` } },
      { status: 200, body: PEM + ' '.repeat(17_000) },
    ]) {
      first.answer = () => answer
      installKey = createInstallKeys({ urls: [first.url, second.url], clock })
      expect(await installKey('key-1')).to.equal(PEM)
      expect(second.asked).not.to.include('/other')
    }
    await first.stop()
    installKey = createInstallKeys({ urls: [first.url, second.url], clock })
    expect(await installKey('key-1'), 'not even there').to.equal(PEM)
  })

  it('that no server knows are unknown for a minute, without asking again', async () => {
    expect(await installKey('nobody')).to.equal(undefined)
    expect(await installKey('nobody')).to.equal(undefined)
    expect(first.asked).to.deep.equal(['/nobody'])
    expect(second.asked).to.deep.equal(['/nobody'])
    clock.move(61_000)
    first.answer = () => ({ status: 200, body: PEM })
    expect(await installKey('nobody')).to.equal(PEM)
  })

  it('are not called unknown while a server fails, and are asked for again at once', async () => {
    first.answer = () => ({ status: 503, body: '' })
    expect(await refusalOf('nobody')).to.equal('upstream/broken-answer')
    first.answer = undefined
    expect(await installKey('nobody')).to.equal(undefined)
  })

  it('that are no RSA keys of 2048 bits or more are not taken', async () => {
    installKey = createInstallKeys({ urls: [first.url], clock })
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const secret = SIGNING_KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const bodies = [
      weak.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      pss.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      curve.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      secret,
    ]
    for (const [index, body] of bodies.entries()) {
      first.answer = () => ({ status: 200, body })
      expect(await refusalOf(`key-${index}`)).to.equal('upstream/broken-answer')
    }
  })

  it('cost at most three seconds, both servers together', async () => {
    first.answer = () => 'hang'
    const started = performance.now()
    expect(await installKey('key-1')).to.equal(PEM)
    second.answer = () => 'hang'
    installKey = createInstallKeys({ urls: [first.url, second.url], clock })
    const again = performance.now()
    expect(await refusalOf('key-1')).to.equal('upstream/timeout')
    expect(again - started).to.be.below(2000)
    expect(performance.now() - again).to.be.within(2500, 3500)
  })

  it('are not asked for under an id that would leave the server’s folder', async () => {
    for (const kid of ['../x', 'a/../../x', '', '.', 'a?b', 'a#b', '\\x', 'a b', 'a\nb']) {
      expect(await installKey(kid), kid).to.equal(undefined)
    }
    expect([...first.asked, ...second.asked]).to.deep.equal([])
  })

  const outcomeOf = (kid: string): Promise<string> =>
    installKey(kid).then(String, (thrown: unknown) =>
      thrown instanceof Refusal ? thrown.code : expect.fail(String(thrown)),
    )

  it('can not be flooded with made-up ids, and known keys go on working', async () => {
    await installKey('key-1')
    const outcomes: string[] = []
    for (let i = 0; i < 200; i += 1) outcomes.push(await outcomeOf(`made-up-${i}`))
    expect(outcomes.filter((each) => each === 'undefined').length).to.equal(29)
    expect(outcomes.at(-1)).to.equal('upstream/busy')
    expect(first.asked.length).to.equal(30)
    expect(await installKey('key-1')).to.equal(PEM)
    clock.move(24 * 60 * 60 * 1000)
    for (let i = 0; i < 200; i += 1) await outcomeOf(`next-day-${i}`)
    expect(await installKey('key-1'), 'in a flood a day later').to.equal(PEM)
    expect(first.asked.length).to.equal(60)
  })

  it('that are new are found a moment after a flood, and in it by trying again', async () => {
    for (let i = 0; i < 40; i += 1) await outcomeOf(`burst-${i}`)
    expect(await outcomeOf('key-1')).to.equal('upstream/busy')
    clock.move(200)
    expect(await outcomeOf('key-1')).to.equal(PEM)
  })

  it('are not looked up faster for a clock that is set back', async () => {
    for (let i = 0; i < 40; i += 1) await outcomeOf(`burst-${i}`)
    clock.move(-60_000)
    expect(await outcomeOf('key-1')).to.equal('upstream/busy')
    clock.move(200)
    expect(await outcomeOf('key-1')).to.equal(PEM)
  })
})
