import { expect } from 'chai'
import fc from 'fast-check'
import { cookieChanges } from '../../src/upstream/session-cookies.ts'
import { createSessionJar, type SessionKey } from '../../src/upstream/session-jar.ts'
import { stoppedClock } from '../support/movable-clock.ts'

const KEY: SessionKey = {
  tenantId: 'a-site',
  userName: 'jane',
  tokenDigest: 'digest',
  address: '203.0.113.9',
}
const TERMS = { policyVersion: 1, siteVersion: 1, idleMs: 60_000 }
const opening = (value: string) => () =>
  Promise.resolve(cookieChanges(['Set-Cookie', `JSESSIONID=${value}; Path=/; HttpOnly`]))

describe('the jar of sessions at products', () => {
  const valueFor = async (
    jar: ReturnType<typeof createSessionJar>,
    key: SessionKey,
    name: string,
    terms = TERMS,
  ) => (await jar.cookiesFor(key, terms, opening(name))).get('JSESSIONID')

  it('holds one session for each site, user, token and address, and never two in one', async () => {
    const jar = createSessionJar(stoppedClock(), 100)
    expect(await valueFor(jar, KEY, 'one')).to.equal('one')
    for (const differs of [
      { tenantId: 'other' },
      { userName: 'john' },
      { tokenDigest: 'other' },
      { address: '203.0.113.10' },
    ]) {
      const name = Object.keys(differs).join()
      expect(await valueFor(jar, { ...KEY, ...differs }, name)).to.equal(name)
    }
    expect(await valueFor(jar, KEY, 'again')).to.equal('one')
  })

  it('opens once for all who come at once, and anew for other rules or another site', async () => {
    const jar = createSessionJar(stoppedClock(), 100)
    let opened = 0
    const open = async () => {
      opened += 1
      return opening(`session-${String(opened)}`)()
    }
    await Promise.all(Array.from({ length: 20 }, () => jar.cookiesFor(KEY, TERMS, open)))
    expect(opened).to.equal(1)
    await jar.cookiesFor(KEY, { ...TERMS, policyVersion: 2 }, open)
    await jar.cookiesFor(KEY, { ...TERMS, policyVersion: 2, siteVersion: 2 }, open)
    expect(opened).to.equal(3)
  })

  it('keeps nothing of a session that was ended while it was being opened', async () => {
    const jar = createSessionJar(stoppedClock(), 100)
    let finish: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const first = jar.cookiesFor(KEY, TERMS, async () => {
      await held
      return opening('late')()
    })
    jar.forget(['a-site'], 'JANE')
    finish()
    expect((await first).get('JSESSIONID')).to.equal('late')
    expect(await valueFor(jar, KEY, 'new')).to.equal('new')
  })

  it('forgets who was not there for as long as the terms say, by the last call', async () => {
    const clock = stoppedClock()
    const jar = createSessionJar(clock, 100)
    await valueFor(jar, KEY, 'one')
    clock.move(59_999)
    expect(await valueFor(jar, KEY, 'two')).to.equal('one')
    clock.move(60_000)
    expect(await valueFor(jar, KEY, 'two')).to.equal('two')
  })

  it('takes over what the product changes, and lets go of what it takes back', async () => {
    const jar = createSessionJar(stoppedClock(), 100)
    await valueFor(jar, KEY, 'one')
    jar.absorb(KEY, cookieChanges(['set-cookie', 'atlassian.xsrf.token=x']))
    jar.absorb(KEY, cookieChanges(['set-cookie', 'JSESSIONID=; Max-Age=0']))
    const cookies = await jar.cookiesFor(KEY, TERMS, opening('two'))
    expect(cookies.get('atlassian.xsrf.token')).to.equal('x')
    expect(cookies.get('JSESSIONID')).to.equal(undefined)
  })

  it('is bounded: who was not there for longest is forgotten first', async () => {
    const jar = createSessionJar(stoppedClock(), 2)
    for (const userName of ['a', 'b', 'c']) await valueFor(jar, { ...KEY, userName }, userName)
    expect(await valueFor(jar, { ...KEY, userName: 'a' }, 'anew')).to.equal('anew')
    expect(await valueFor(jar, { ...KEY, userName: 'c' }, 'anew')).to.equal('c')
  })
})

describe('cookies of a product', () => {
  it('are the two of a session and no others, the sign-on cookie least of all', () => {
    const changes = cookieChanges([
      'Set-Cookie',
      'crowd.token_key=abc; Path=/',
      'set-cookie',
      'seraph.rememberme.cookie=x',
      'SET-COOKIE',
      'JSESSIONID=one; Path=/; HttpOnly',
      'X-Other',
      'JSESSIONID=no',
    ])
    expect([...changes]).to.deep.equal([['JSESSIONID', 'one']])
  })

  it('never bring anything into a header that could end it or begin another cookie', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const kept = cookieChanges(['Set-Cookie', `JSESSIONID=${value}`]).get('JSESSIONID')
        expect(kept ?? '').to.match(/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/)
      }),
    )
  })
})
