import { inspect } from 'node:util'
import { expect } from 'chai'
import fc from 'fast-check'
import { isSignOnToken } from '../../src/identity/sign-on/crowd.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createCrowdClient } from '../../src/upstream/crowd-client.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import {
  crowdSite,
  hang,
  HERE,
  PASSWORD,
  serve,
  serveText,
  TOKEN,
  TOKEN_TEXT,
} from './crowd-things.ts'

const SESSION_URL = /^\/crowd\/rest\/usermanagement\/1\/session\/[A-Za-z0-9_-]{20,128}$/

describe('a sign-on token on its way to Crowd', () => {
  let server: SmallServer
  let crowd: ReturnType<typeof createCrowdClient>
  beforeEach(async () => {
    server = await startSmallServer()
    const limits = { exchangeMs: 200 }
    crowd = createCrowdClient({ clock: stoppedClock(), allowHttp: true, limits })
  })
  afterEach(() => Promise.all([crowd.close(), server.close()]))

  const bothWays = async (text: string) => {
    const token = new Secret(text)
    const session = await crowd.validate(crowdSite(server), token, HERE)
    serve(server, {}, 204)
    await crowd.end(crowdSite(server), token)
    serve(server)
    return session
  }

  for (const text of [
    '',
    '.',
    '..',
    'x/../../user?username=admin',
    `${TOKEN_TEXT}/../../user?username=admin`,
    `${TOKEN_TEXT}%2f..%2fuser`,
    `../user/password?username=admin#${TOKEN_TEXT}`,
    `${TOKEN_TEXT}?validate-password=false`,
    `${TOKEN_TEXT}\r\nx-injected: 1`,
    `${TOKEN_TEXT}\n`,
    `${TOKEN_TEXT};x`,
    'AbCdEfGhIjKlMnOpQrS',
    'x'.repeat(129),
    `${TOKEN_TEXT}é`,
  ]) {
    it(`is not sent when it reads ${JSON.stringify(text.slice(0, 60))}`, async () => {
      serve(server)
      expect(await bothWays(text)).to.equal(undefined)
      expect(server.seen).to.deep.equal([])
      expect(isSignOnToken(text)).to.equal(false)
    })
  }

  it('is sent in its shortest and its longest form', async () => {
    serve(server)
    expect(await bothWays('x'.repeat(20))).to.deep.equal({ userName: 'anna' })
    expect(await bothWays('_-'.repeat(64))).to.deep.equal({ userName: 'anna' })
    expect(server.seen).to.have.length(4)
  })

  it('never makes a request to anything but a session, whatever its text', async () => {
    serve(server)
    const pieces = fc.constantFrom(
      '/',
      '..',
      '%2f',
      '?',
      '#',
      ';',
      '\\',
      '\r\n',
      ' ',
      '\ud800',
      'x',
    )
    const plain = fc.stringMatching(/^[A-Za-z0-9_-]{16,130}$/)
    const spoilt = fc.tuple(plain, pieces, plain).map((parts) => parts.join(''))
    const any = fc.oneof(plain, spoilt, fc.string({ unit: 'binary', maxLength: 140 }))
    let sent = 0
    await fc.assert(
      fc.asyncProperty(any, async (text) => {
        await bothWays(text)
        const asked = server.seen.splice(0)
        sent += asked.length
        for (const { url } of asked) expect(url).to.match(SESSION_URL)
        const isPlain = /^[\w-]{20,128}$/.test(text) && !text.endsWith('\n')
        expect(asked.map(({ method }) => method)).to.deep.equal(isPlain ? ['POST', 'DELETE'] : [])
      }),
      { numRuns: 300 },
    )
    expect(sent, 'some were sent').to.be.greaterThan(50)
  })

  it('is in no error, no log line and no inspection, nor is the password, however Crowd fails', async () => {
    const written = testLog()
    const site = crowdSite(server)
    const basic = Buffer.from(`gatehouse:${PASSWORD}`).toString('base64')
    const fails: (() => void)[] = [
      () => serve(server, { echo: TOKEN_TEXT, password: PASSWORD }),
      () => serveText(server, `{"token":"${TOKEN_TEXT}"`),
      () => serve(server, { message: TOKEN_TEXT }, 401),
      () => serve(server, { message: `${TOKEN_TEXT} ${basic}` }, 500),
      () => hang(server),
      () =>
        (server.handler = (req) =>
          req.socket.end(`HTTP/1.1 2x0 ${TOKEN_TEXT} ${PASSWORD}\r\n\r\n`)),
    ]
    const shown: string[] = [inspect({ crowd, site, TOKEN }, { depth: 9, showHidden: true })]
    for (const fail of fails) {
      fail()
      const own = createCrowdClient({
        clock: stoppedClock(),
        allowHttp: true,
        limits: { exchangeMs: 200 },
      })
      const asking = own.validate(site, TOKEN, HERE)
      shown.push(inspect(own, { depth: 9 }))
      const thrown = await asking.then(
        () => expect.fail('should fail'),
        (cause: unknown) => cause,
      )
      written.log.error({ err: thrown, state: own.healthOf(site.siteId) }, 'failed')
      shown.push(inspect(thrown, { depth: 9, showHidden: true }), JSON.stringify(thrown))
      shown.push(inspect(own.healthOf(site.siteId)), String(thrown))
      await own.close()
    }
    const all = [...shown, ...written.lines].join('\n')
    expect(all).to.contain('crowd/unavailable')
    for (const secret of [TOKEN_TEXT, PASSWORD, basic]) expect(all).not.to.contain(secret)
  })
})
