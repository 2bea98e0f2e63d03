import { expect } from 'chai'
import { startAceAlone, type AceAlone } from './ace-alone.ts'
import {
  actionWith,
  bearing,
  INSTALLED,
  installWith,
  PAGE,
  pageWith,
  send,
  webhookWith,
} from './both-ways.ts'
import { startConnect, type ConnectWorld } from './connect-world.ts'
import { aSite, type Site } from './site.ts'
import type { Members } from './tokens.ts'
import { TRAPS } from './traps.ts'

describe('the gate in front of ACE', () => {
  let door: ConnectWorld
  let alone: AceAlone
  let site: Site
  let aceSite: Site
  before(async () => {
    door = await startConnect()
    alone = await startAceAlone()
    site = await door.installedSite()
    aceSite = alone.installedSite()
  })
  after(async () => {
    await door.stop()
    await alone.stop()
  })

  for (const { guarantee, attempt, status = 401 } of TRAPS) {
    it(guarantee, async () => {
      const rowsBefore = JSON.stringify([...door.tenants.rows.values()])
      const answer = await send(door.origin, attempt(site, door.origin))
      expect(answer.status).to.equal(status)
      expect(JSON.stringify([...door.tenants.rows.values()])).to.equal(rowsBefore)
      expect(answer.headers.get('x-acpt')).to.equal(null)

      const unguarded = await send(alone.origin, attempt(aceSite, alone.origin))
      expect(unguarded.status, 'ACE without the gate').to.be.within(200, 299)
    })
  }

  it('what a site really sends passes both, so that the tests above mean something', async () => {
    for (const [origin, from] of [
      [door.origin, site],
      [alone.origin, aceSite],
    ] as const) {
      for (const good of [
        pageWith(from, {}),
        actionWith(from),
        webhookWith(from),
        pageWith(from, { aud: [from.clientKey] }),
        pageWith(from, { aud: from.clientKey }),
      ]) {
        const answer = await send(origin, good)
        expect(answer.status, good.target.slice(0, 40)).to.be.within(200, 299)
      }
      const push = installWith(from, origin)
      expect((await send(origin, push)).status).to.equal(204)
    }
  })

  it('no answer carries a session token, where ACE puts one on each (trap 3)', async () => {
    for (const attempt of [pageWith, actionWith, webhookWith]) {
      const answer = await send(door.origin, attempt(site, {}))
      expect(answer.status).to.be.below(300)
      expect(answer.headers.has('x-acpt')).to.equal(false)
    }
    const unguarded = await send(alone.origin, pageWith(aceSite, {}))
    expect(unguarded.headers.has('x-acpt'), 'ACE without the gate').to.equal(true)
  })

  it('AC_OPTS=no-auth switches nothing off (trap 6)', async () => {
    process.env['AC_OPTS'] = 'no-auth'
    try {
      const forged = (from: Site) => pageWith(from, {}, 'not-the-secret-of-this-site')
      expect((await send(door.origin, forged(site))).status).to.equal(401)
      expect((await send(door.origin, { method: 'GET', target: PAGE })).status).to.equal(401)
      expect((await send(alone.origin, forged(aceSite))).status).to.equal(200)
    } finally {
      delete process.env['AC_OPTS']
    }
  })

  it('bad signature, unknown and inactive tenant answer alike, without the token (trap 7)', async () => {
    const gone = await door.installedSite('gone')
    await send(
      door.origin,
      bearing(
        '/jira/uninstalled',
        gone.installToken(door.origin, 'uninstalled'),
        JSON.stringify(gone.body('uninstalled')),
      ),
    )
    const texts = []
    for (const attempt of [
      pageWith(site, {}, 'not-the-secret-of-this-site'),
      pageWith(aSite(), {}),
      pageWith(gone, {}),
    ]) {
      const answer = await send(door.origin, attempt)
      expect(answer.status).to.equal(401)
      const { requestId, ...said } = (await answer.json()) as Members
      expect(requestId).to.be.a('string')
      texts.push(JSON.stringify(said))
    }
    expect(new Set(texts).size).to.equal(1)
    expect(texts[0]).not.to.include('eyJ')

    const unguarded = await send(alone.origin, pageWith(aceSite, {}, 'not-the-secret-of-this-site'))
    expect(unguarded.status, 'ACE without the gate').to.equal(400)
    expect(await unguarded.text()).to.include('eyJ')
  })

  it('nested and repeated parameters are hashed as they were sent (trap 10)', async () => {
    const query = 'a[b]=1&c=2&c=1&c=%20&d[]=x'
    const target = `${PAGE}?${query}`
    const from = (each: Site) => ({
      method: 'GET' as const,
      target: `${target}&jwt=${each.signed(each.urlClaims('GET', target))}`,
    })
    expect((await send(door.origin, from(site))).status).to.equal(200)
    expect((await send(alone.origin, from(aceSite))).status, 'ACE without the gate').to.equal(401)
  })

  it('two tokens in the address are refused, even two equal ones (trap 10)', async () => {
    const once = pageWith(site, {})
    const token = once.target.split('jwt=')[1] ?? ''
    const twice = { ...once, target: `${once.target}&%6Awt=${token}` }
    expect((await send(door.origin, twice)).status).to.equal(401)
  })

  it('a refused address leaves neither its query nor its hash in a log (trap 11)', async () => {
    const wrong = (from: Site) => ({
      ...pageWith(from, {}),
      target: `${pageWith(from, {}).target}&private=jane-doe`,
    })
    expect((await send(door.origin, wrong(site))).status).to.equal(401)
    expect(door.lines.join('')).not.to.include('jane-doe')
    await send(alone.origin, wrong(aceSite))
    expect(alone.logged.join(''), 'ACE without the gate').to.include('jane-doe')
  })

  it('a bad token is answered whatever the client accepts (trap 14)', async () => {
    const picky = (from: Site) => ({
      ...pageWith(from, { exp: 1 }),
      headers: { accept: 'image/png' },
    })
    expect((await send(door.origin, picky(site))).status).to.equal(401)
    expect((await send(alone.origin, picky(aceSite))).status, 'ACE alone').to.equal(406)
  })

  it('a malformed install token is a 401 without a stack trace (trap 20)', async () => {
    const malformed = bearing(INSTALLED, 'a.b', JSON.stringify(site.body('installed')))
    const answer = await send(door.origin, malformed)
    expect(answer.status).to.equal(401)
    expect(await answer.text()).not.to.include('.js')
    const unguarded = await send(alone.origin, malformed)
    expect(unguarded.status, 'ACE without the gate').to.equal(500)
    expect(await unguarded.text()).to.include('.js')
  })

  it('no log line holds the shared secret of an install (trap 23)', async () => {
    const fresh = await door.installedSite('fresh')
    expect(door.lines.join('')).not.to.include(fresh.sharedSecret)
    await send(alone.origin, installWith(aceSite, alone.origin))
    expect(alone.logged.join(''), 'ACE without the gate').to.include(aceSite.sharedSecret)
  })

  it('a key id can not leave the key server’s folder (trap 17)', async () => {
    for (const kid of [
      '../x',
      'a/../key-1',
      '/key-1',
      'a//b',
      'a/./key-1',
      'key-1?x=1',
      'a%2fb',
      'a..b',
      'k'.repeat(201),
    ]) {
      const asked = door.keyServer.asked.length
      const attempt = installWith(site, door.origin, { header: { kid } })
      expect((await send(door.origin, attempt)).status, kid).to.equal(401)
      expect(door.keyServer.asked.length, kid).to.equal(asked)
    }
    await send(alone.origin, installWith(aceSite, alone.origin, { header: { kid: 'x/../key-1' } }))
    expect(alone.keyServer.asked, 'ACE without the gate').to.include('/key-1')
  })
})
