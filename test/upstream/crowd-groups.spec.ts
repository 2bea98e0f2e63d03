import { expect } from 'chai'
import type { CrowdSite } from '../../src/identity/sign-on/crowd.ts'
import { createCrowdClient } from '../../src/upstream/crowd-client.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { crowdSite, HERE, serve, serveText, TOKEN, whenRead } from './crowd-things.ts'

const COOKIE = { domain: '.example.com', secure: true, name: 'crowd.token_key' }
const REST = '/crowd/rest/usermanagement/1'

describe('what Crowd says beside sessions', () => {
  let server: SmallServer
  let crowd: ReturnType<typeof createCrowdClient>
  let clock: ReturnType<typeof stoppedClock>
  beforeEach(async () => {
    server = await startSmallServer()
    clock = stoppedClock()
    crowd = createCrowdClient({ clock, allowHttp: true })
  })
  afterEach(() => Promise.all([crowd.close(), server.close()]))
  const site = () => crowdSite(server)
  const urls = () => server.seen.map(({ method, url }) => `${method} ${url}`)
  const named = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => ({ name: `group-${from + at}`, link: {} }))

  /** A user in so many groups, told in pages as Crowd does. */
  const withGroups = (count: number) => {
    server.handler = (req, res) => {
      const { searchParams } = new URL(req.url ?? '', server.origin)
      const start = Number(searchParams.get('start-index'))
      const end = Math.min(count, start + Number(searchParams.get('max-results')))
      whenRead(req, () => res.end(JSON.stringify({ groups: named(start, Math.max(start, end)) })))
    }
  }

  describe('the sign-on cookie', () => {
    it('is asked for once by all, and again after five minutes', async () => {
      serve(server, COOKIE)
      const expected = { name: 'crowd.token_key', domain: '.example.com', secure: true }
      const all = await Promise.all(Array.from({ length: 50 }, () => crowd.cookieConfig(site())))
      expect(all).to.deep.equal(Array(50).fill(expected))
      clock.move(299_999)
      await crowd.cookieConfig(site())
      expect(urls()).to.deep.equal([`GET ${REST}/config/cookie`])
      clock.move(1)
      serve(server, { ...COOKIE, name: 'other.key' })
      expect((await crowd.cookieConfig(site())).name).to.equal('other.key')
      expect(urls()).to.have.length(2)
    })

    it('is not known any more once it is too old and cannot be asked for, also when the clock goes back', async () => {
      serve(server, COOKIE)
      await crowd.cookieConfig(site())
      clock.move(300_000)
      serve(server, {}, 500)
      await expectRefusal(crowd.cookieConfig(site()), 'crowd/unavailable')
      clock.move(-300_000)
      await expectRefusal(crowd.cookieConfig(site()), 'crowd/unavailable')
    })

    it('has a domain only where one is set', async () => {
      for (const domain of ['', null, undefined]) {
        serve(server, { ...COOKIE, domain })
        expect((await crowd.cookieConfig(site())).domain).to.equal(undefined)
        clock.move(300_000)
      }
    })

    for (const [what, value, status] of [
      ['no name', { secure: true }, 200],
      ['a name that is no token', { ...COOKIE, name: 'a=b; c' }, 200],
      ['an empty name', { ...COOKIE, name: '' }, 200],
      ['nothing about its safety', { name: 'x' }, 200],
      ['nothing there', {}, 404],
    ] as const) {
      it(`is not made up from ${what}`, async () => {
        serve(server, value, status)
        await expectRefusal(crowd.cookieConfig(site()), 'crowd/unavailable')
      })
    }
  })

  describe('the groups of a user', () => {
    for (const [count, pages] of [
      [0, 1],
      [999, 1],
      [1_000, 2],
      [2_500, 3],
    ] as const) {
      it(`are all of ${String(count)}, in pages`, async () => {
        withGroups(count)
        const groups = await crowd.nestedGroups(site(), 'anna')
        expect(groups).to.deep.equal(named(0, count).map(({ name }) => name))
        expect(urls()).to.have.length(pages)
        expect(urls()[0]).to.equal(
          `GET ${REST}/user/group/nested?username=anna&start-index=0&max-results=1000`,
        )
      })
    }

    it('are refused beyond twenty pages, and when a page repeats: a part never passes for all', async () => {
      withGroups(20_000)
      await expectRefusal(crowd.nestedGroups(site(), 'anna'), 'crowd/unavailable')
      expect(urls()).to.have.length(20)
      serve(server, { groups: named(0, 1_000) })
      const refusal = await expectRefusal(crowd.nestedGroups(site(), 'anna'), 'crowd/unavailable')
      expect(refusal.detail).to.match(/nothing new/)
      expect(urls()).to.have.length(22)
    })

    it('are read from the form of the documentation too', async () => {
      serve(server, { group: [{ name: 'staff' }] })
      expect(await crowd.nestedGroups(site(), 'anna')).to.deep.equal(['staff'])
    })

    it('are never none for a user whom Crowd does not know, nor from an answer without them', async () => {
      serve(server, { reason: 'USER_NOT_FOUND' }, 404)
      for (let time = 0; time < 6; time += 1) {
        const refusal = await expectRefusal(crowd.nestedGroups(site(), 'anna'), 'crowd/unavailable')
        expect(refusal.detail).to.match(/does not know the user/)
      }
      expect(urls(), 'an answer is no failure').to.have.length(6)
      for (const value of [{}, { groups: null }, { groups: [{ name: '' }] }, { groups: ['x'] }]) {
        serve(server, value)
        await expectRefusal(crowd.nestedGroups(site(), 'anna'), 'crowd/unavailable')
      }
    })

    it('are asked for under exactly this name, whatever is in it', async () => {
      withGroups(1)
      await crowd.nestedGroups(site(), '../x?a&username=root#é')
      const { searchParams, pathname } = new URL(server.seen[0]?.url ?? '', server.origin)
      expect(pathname).to.equal(`${REST}/user/group/nested`)
      expect(searchParams.getAll('username')).to.deep.equal(['../x?a&username=root#é'])
      await expectRefusal(crowd.nestedGroups(site(), 'a\ud800'), 'crowd/unavailable')
      expect(urls()).to.have.length(1)
    })

    it('are asked for once by all who want them of one user', async () => {
      withGroups(3)
      const of = (name: string) => crowd.nestedGroups(site(), name)
      await Promise.all([of('anna'), of('anna'), of('otto'), of('anna')])
      expect(urls()).to.have.length(2)
    })

    it('may take a megabyte and not more', async () => {
      const text = JSON.stringify({ groups: [{ name: 'x' }], pad: '' })
      serveText(server, text.replace('""', `"${'x'.repeat(1024 * 1024 - text.length)}"`))
      expect(await crowd.nestedGroups(site(), 'anna')).to.deep.equal(['x'])
      serveText(server, text.replace('""', `"${'x'.repeat(1024 * 1024 - text.length + 1)}"`))
      await expectRefusal(crowd.nestedGroups(site(), 'anna'), 'crowd/unavailable')
    })
  })

  describe('a search for groups', () => {
    it('takes the text as it is, and gives no more than was asked for', async () => {
      serve(server, { groups: named(0, 5) })
      const found = await crowd.searchGroups(site(), ' a" or name="* ', 3)
      expect(found).to.deep.equal(['group-0', 'group-1', 'group-2'])
      expect(urls()).to.deep.equal([
        `POST ${REST}/search?entity-type=group&start-index=0&max-results=3`,
      ])
      expect(JSON.parse(server.seen[0]?.body ?? '')).to.deep.equal({
        'restriction-type': 'property-search-restriction',
        property: { name: 'name', type: 'STRING' },
        'match-mode': 'CONTAINS',
        value: 'a" or name="*',
      })
    })

    it('for nothing, for too much or for half a character asks nothing', async () => {
      for (const text of ['', '  ', 'x'.repeat(256), 'a\ud800']) {
        expect(await crowd.searchGroups(site(), text, 5)).to.deep.equal([])
      }
      expect(urls()).to.deep.equal([])
    })
  })

  describe('an address', () => {
    const at = (baseUrl: string): CrowdSite => ({
      ...site(),
      access: { ...site().access, baseUrl },
    })

    it('has to be https, save in development', async () => {
      const strict = createCrowdClient({ clock, allowHttp: false })
      const refusal = await expectRefusal(strict.validate(site(), TOKEN, HERE), 'crowd/unavailable')
      expect(refusal.detail).to.match(/not https/)
      expect(strict.healthOf('tenant-1').kind).to.equal('unavailable')
      expect(urls()).to.deep.equal([])
      await strict.close()
    })

    it('may be that of the host alone', async () => {
      serve(server, COOKIE)
      await crowd.cookieConfig(at(server.origin))
      expect(urls()).to.deep.equal(['GET /rest/usermanagement/1/config/cookie'])
    })

    for (const spoil of [
      (origin: string) => origin.replace('//', '//user:word@'),
      (origin: string) => origin.replace('//', '//user@'),
      (origin: string) => `${origin}/crowd?x=1`,
      (origin: string) => `${origin}/crowd?`,
      (origin: string) => `${origin}/crowd#x`,
      (origin: string) => origin.replace('http:', 'ftp:'),
      () => 'no address',
    ]) {
      it(`is not taken as ${spoil('http://crowd.example.com')}`, async () => {
        serve(server, COOKIE)
        const refusal = await expectRefusal(
          crowd.cookieConfig(at(spoil(server.origin))),
          'crowd/unavailable',
        )
        expect(refusal.detail).not.to.contain('word')
        expect(urls()).to.deep.equal([])
      })
    }
  })
})
