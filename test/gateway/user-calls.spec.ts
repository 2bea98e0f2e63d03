import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { APP_TOKEN, startWorld, USER_TOKEN, type GatewayWorld } from './world/gateway-world.ts'

const PATH = '/rest/api/3/issue'

describe('a call as a user', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld({ limits: { exchangeMs: 200 } })
  })
  afterEach(() => world.close())

  const call = (method = 'GET', path = PATH, body?: string) =>
    world.call({
      method,
      target: world.at(path),
      token: USER_TOKEN,
      ...(body === undefined ? {} : { body }),
    })

  const formOf = (at: number) => new URLSearchParams(world.tokenServer.seen[at]?.body)

  it('is made with a token exchanged for that user and the smallest scope', async () => {
    await call('GET')
    await call('POST', PATH, '{}')
    await call('POST', '/rest/api/3/search/jql', '{}')
    await call('DELETE', `${PATH}/P-1`)
    const authorizations = world.product.seen.map((each) => each.headers.authorization)
    expect(authorizations).to.deep.equal([
      'Bearer granted-1',
      'Bearer granted-2',
      'Bearer granted-1', // A search reads, whatever its method.
      'Bearer granted-3',
    ])
    const scopes = world.tokenServer.seen.map((_, at) => formOf(at).get('scope'))
    expect(scopes).to.deep.equal(['READ', 'WRITE', 'DELETE'])
  })

  it('costs one exchange for twenty cold calls at once', async () => {
    const grant = world.tokenServer.handler
    world.tokenServer.handler = (req, res) => void setTimeout(() => grant(req, res), 30)
    const each = (_: unknown, at: number) => call('GET', `${PATH}?at=${String(at)}`)
    const answers = await Promise.all(Array.from({ length: 20 }, each))
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(20).fill(200))
    expect(world.tokenServer.seen).to.have.length(1)
    expect(world.product.seen).to.have.length(20)
  })

  it('is never made with the token of another user or of another tenant', async () => {
    for (const token of ['user-write-ann', 'user-write-bob']) {
      await world.call({ target: world.at(PATH), token })
      await world.call({ target: world.at('/wiki/api/v2/pages'), token })
    }
    const subjects = world.tokenServer.seen.map((_, at) => {
      const claims = formOf(at).get('assertion')?.split('.')[1] ?? ''
      // What the exchange wrote; a missing field fails the comparison.
      const { sub, iss, tnt } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
        string,
        string
      >
      return [sub, iss, tnt]
    })
    const site = world.product.origin
    expect(subjects).to.deep.equal(
      ['ann', 'bob'].flatMap((name) => [
        [
          `urn:atlassian:connect:useraccountid:${name}`,
          'urn:atlassian:connect:clientid:oauth-jira',
          site,
        ],
        [
          `urn:atlassian:connect:useraccountid:${name}`,
          'urn:atlassian:connect:clientid:oauth-confluence',
          `${site}/wiki`,
        ],
      ]),
    )
    const used = world.product.seen.map((each) => each.headers.authorization)
    expect(new Set(used)).to.have.property('size', 4)
  })

  it('whose token from memory was taken back gets one fresh token and one more try', async () => {
    await call()
    world.product.handler = (req, res) => {
      if (req.headers.authorization === 'Bearer granted-1') res.writeHead(401).end('gone')
      else res.end('{"fresh":true}')
    }
    const answer = await call()
    expect(answer).to.deep.include({ status: 200, body: '{"fresh":true}' })
    expect(world.tokenServer.seen).to.have.length(2)
    expect(world.product.seen).to.have.length(3)
    expect((await call()).status).to.equal(200)
    expect(world.tokenServer.seen).to.have.length(2)
  })

  for (const [product, words] of [
    ['Jira', '{"error": "Failed to parse Connect Session Auth Token"}'],
    [
      'Confluence',
      '{"statusCode":403,"message":"Request rejected because caller cannot access Confluence"}',
    ],
  ] as const) {
    it(`is renewed just so when ${product} says with a 403 that it is the token`, async () => {
      await call()
      world.product.handler = (req, res) => {
        if (req.headers.authorization === 'Bearer granted-1') res.writeHead(403).end(words)
        else res.end('{"fresh":true}')
      }
      expect(await call()).to.deep.include({ status: 200, body: '{"fresh":true}' })
      expect(world.tokenServer.seen).to.have.length(2)
      // With a token of this very moment the same words are the product's last.
      world.product.handler = (_req, res) => res.writeHead(403).end(words)
      expect(await call()).to.deep.include({ status: 403, body: words })
      expect(world.tokenServer.seen).to.have.length(3)
    })
  }

  it('that the product refuses again is not tried for ever, and is no 401 for the caller', async () => {
    await call()
    world.product.handler = (_req, res) => res.writeHead(401, { 'www-authenticate': 'OAuth' }).end()
    const again = await call()
    expect(again.status).to.equal(403)
    expect(again.json()['code']).to.equal('upstream/user-refused')
    expect(again.headers).not.to.have.property('www-authenticate')
    expect(world.product.seen).to.have.length(3)
    await call() // With a token fetched for this very call there is nothing to try again.
    expect(world.product.seen).to.have.length(4)
    const record = (await world.records()).at(-1)
    expect(record?.completion).to.deep.include({ outcome: 'failed', code: 'upstream/user-refused' })
  })

  it('with a body is never sent twice: the caller is asked to repeat it', async () => {
    await call('POST', PATH, '{}')
    let refused = 0
    world.product.handler = (req, res) => {
      if (req.headers.authorization !== 'Bearer granted-1') return void res.writeHead(201).end('{}')
      refused += 1
      res.writeHead(401).end()
    }
    const answer = await call('POST', PATH, '{"n":1}')
    expect(answer.status).to.equal(503)
    expect(answer.json()['code']).to.equal('upstream/busy')
    expect(answer.headers['retry-after']).to.equal('1')
    expect(refused).to.equal(1)
    expect((await call('POST', PATH, '{"n":1}')).status).to.equal(201)
  })

  it('for whom the token server says no is refused, once per few seconds', async () => {
    world.tokenServer.handler = (_req, res) =>
      res.writeHead(400).end('{"error":"invalid_grant","error_description":"private text"}')
    for (let i = 0; i < 3; i += 1) {
      const answer = await call()
      expect(answer.status).to.equal(403)
      expect(answer.json()['code']).to.equal('upstream/user-refused')
      expect(answer.body).not.to.contain('private')
    }
    expect(world.tokenServer.seen).to.have.length(1)
    world.now += 5_001
    await call()
    expect(world.tokenServer.seen).to.have.length(2)
    expect(world.product.seen).to.deep.equal([])
  })

  const refusals: readonly [string, number, string, number, string][] = [
    ['invalid_client', 401, '{"error":"invalid_client"}', 502, 'upstream/app-refused'],
    ['unauthorized_client', 400, '{"error":"unauthorized_client"}', 502, 'upstream/app-refused'],
    ['invalid_scope', 400, '{"error":"invalid_scope"}', 502, 'upstream/app-refused'],
    ['access_denied', 403, '{"error":"access_denied"}', 403, 'upstream/user-refused'],
    ['a page instead of JSON', 403, '<html>', 403, 'upstream/user-refused'],
    ['an error of its own', 500, 'oops', 503, 'upstream/busy'],
    ['a redirect', 302, '', 502, 'upstream/broken-answer'],
    ['garbage', 200, '<html>', 502, 'upstream/broken-answer'],
    ['no token', 200, '{"expires_in":900,"token_type":"Bearer"}', 502, 'upstream/broken-answer'],
    [
      'no life time',
      200,
      '{"access_token":"x","token_type":"Bearer"}',
      502,
      'upstream/broken-answer',
    ],
    [
      'a token that could break a header',
      200,
      '{"access_token":"x\\r\\ny: z","expires_in":900,"token_type":"Bearer"}',
      502,
      'upstream/broken-answer',
    ],
    [
      'another kind of token',
      200,
      '{"access_token":"x","expires_in":900,"token_type":"mac"}',
      502,
      'upstream/broken-answer',
    ],
    [
      'an endless answer',
      200,
      `{"access_token":"x","expires_in":900,"token_type":"Bearer"}${' '.repeat(70_000)}`,
      502,
      'upstream/broken-answer',
    ],
  ]
  for (const [what, theirStatus, body, status, code] of refusals) {
    it(`is ${code} when the token server answers ${what}`, async () => {
      world.tokenServer.handler = (_req, res) =>
        res.writeHead(theirStatus, { location: world.media.origin }).end(body)
      const answer = await call()
      expect(answer.status).to.equal(status)
      expect(answer.json()['code']).to.equal(code)
      expect(world.product.seen).to.deep.equal([])
      expect(world.media.seen).to.deep.equal([])
    })
  }

  it('passes on how long the token server asks to wait', async () => {
    world.tokenServer.handler = (_req, res) => res.writeHead(429, { 'retry-after': '17' }).end()
    const answer = await call()
    expect(answer.status).to.equal(503)
    expect(answer.headers['retry-after']).to.equal('17')
  })

  it('is 504 when the token server says nothing, also when it only trickles', async () => {
    world.tokenServer.handler = () => {}
    const silent = await call()
    expect(silent.json()['code']).to.equal('upstream/timeout')
    world.tokenServer.handler = (_req, res) => {
      const trickle = setInterval(() => res.write(' '), 20)
      res.on('close', () => {
        clearInterval(trickle)
      })
    }
    const trickled = await call()
    expect(trickled.status).to.equal(504)
    expect(trickled.json()['code']).to.equal('upstream/timeout')
  })

  it('is refused without an exchange when the app was installed without acting as users', async () => {
    world.directory.tell([{ ...world.jira, oauthClientId: undefined }])
    const answer = await call()
    expect(answer.json()['code']).to.equal('upstream/app-refused')
    expect(world.tokenServer.seen).to.deep.equal([])
  })
})

describe('a 403 of the product', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const hints: readonly [string, string, string, string][] = [
    [
      'a missing scope',
      APP_TOKEN,
      'Request not in an authorized API scope',
      'upstream/scope-missing',
    ],
    [
      'a missing scope',
      USER_TOKEN,
      'Request not in an authorized API scope',
      'upstream/scope-missing',
    ],
    ['the app’s rights', APP_TOKEN, '{"errorMessages":[]}', 'upstream/app-user-lacks-permission'],
    ['the user’s rights', USER_TOKEN, '{"errorMessages":[]}', 'upstream/user-lacks-permission'],
    [
      'the user’s token',
      USER_TOKEN,
      '{"error": "Failed to parse Connect Session Auth Token"}',
      'upstream/user-refused',
    ],
  ]
  for (const [what, token, body, hint] of hints) {
    it(`about ${what} is passed on whole, with the hint ${hint}`, async () => {
      const long = body + ' '.repeat(100_000)
      for (const sent of [body, long]) {
        world.product.handler = (_req, res) => res.writeHead(403).end(sent)
        const answer = await world.call({ target: world.at(PATH), token })
        expect(answer).to.deep.include({ status: 403, body: sent })
        expect(answer.headers['gatehouse-hint']).to.equal(hint)
      }
    })
  }

  it('is understood when it is compressed, and passed on as it was', async () => {
    const zipped = gzipSync('Request not in an authorized API scope')
    world.product.handler = (_req, res) => {
      res
        .writeHead(403, { 'content-encoding': 'gzip', 'content-length': zipped.length })
        .end(zipped)
    }
    const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(answer.headers['gatehouse-hint']).to.equal('upstream/scope-missing')
    expect(answer.headers['content-length']).to.equal(String(zipped.length))
  })

  it('gets the weaker hint when its body does not come in time', async () => {
    let release = () => {}
    world.product.handler = (_req, res) => {
      res.writeHead(403).flushHeaders()
      release = () => res.end('late')
    }
    const { hostname, port } = new URL(world.origin)
    const headers = { authorization: `Bearer ${APP_TOKEN}` }
    const req = request({ hostname, port, agent: false, path: world.at(PATH), headers }).end()
    // The head is here, with its hint, while the body still waits to be released.
    const [answer] = (await once(req, 'response')) as [IncomingMessage]
    release()
    expect(answer.headers['gatehouse-hint']).to.equal('upstream/app-user-lacks-permission')
    const [body] = (await once(answer, 'data')) as [Buffer]
    expect(body.toString()).to.equal('late')
  })

  it('has no body for HEAD, and a hint all the same', async () => {
    world.product.handler = (_req, res) => res.writeHead(403).end()
    const head = await world.call({ method: 'HEAD', target: world.at(PATH), token: APP_TOKEN })
    expect(head).to.deep.include({ status: 403, body: '' })
    expect(head.headers['gatehouse-hint']).to.equal('upstream/app-user-lacks-permission')
  })
})
