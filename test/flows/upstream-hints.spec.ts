import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { HINTS, type Hint } from '../../src/lib/hints.ts'
import type { Reply } from '../site/http/reply.ts'
import {
  ipNotAllowed,
  movedTo,
  noSite,
  operationRemoved,
  scopeDoesNotMatch,
  siteSuspended,
} from '../site/faults/planned-answer.ts'
import { html, json } from '../site/http/reply.ts'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'

const MYSELF = '/rest/api/3/myself'

describe('a refusal of the product', () => {
  let it_: InstalledWorld
  let asUser: string
  let asApp: string
  before(async () => {
    it_ = await anInstalledWorld()
    asUser = await it_.createToken(it_.people.alice, { access: 'write' })
    asApp = await it_.createToken(it_.people.admin, { access: 'write', actsAs: 'app' })
  })
  after(() => it_.stop())
  afterEach(() => {
    it_.world.site.faults.reset()
  })

  const hintIn = (answer: Response) => answer.headers.get('gatehouse-hint')
  const tenantId = () =>
    it_.gatehouse.app.directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
  /** How the call ended, which is written a moment after its answer. */
  const recorded = async (answer: Response) => {
    const requestId = answer.headers.get('gatehouse-request-id')
    for (;;) {
      const events = await it_.gatehouse.app.audit.recent(tenantId(), 50)
      const ended = events.find((each) => each.requestId === requestId)?.completion
      if (ended !== undefined) return ended
      await setImmediate()
    }
  }

  const cases: readonly (readonly [string, Reply, Hint])[] = [
    ['an IP allowlist that Gatehouse is not on', ipNotAllowed(), 'upstream/ip-not-allowed'],
    ['a site whose licence ran out', siteSuspended(402), 'upstream/site-suspended'],
    ['a restricted site, said with a 403', siteSuspended(403), 'upstream/site-suspended'],
    ['a restricted site, said with a 503', siteSuspended(503), 'upstream/site-suspended'],
    ['a host name without a site', noSite(), 'upstream/site-gone'],
    ['an operation that was taken away', operationRemoved(), 'upstream/operation-removed'],
  ]
  for (const [what, reply, hint] of cases) {
    it(`about ${what} keeps its own body and gets the hint ${hint}, on record too`, async () => {
      for (const token of [asUser, asApp]) {
        it_.world.site.faults.answerNext(1, reply, { path: /myself$/ })
        const answer = await it_.call(MYSELF, token)
        expect(answer.status).to.equal(reply.status)
        expect(await answer.text()).to.equal(reply.body)
        expect(hintIn(answer)).to.equal(hint)
        expect(answer.headers.get('gatehouse-hint-text')).to.equal(HINTS[hint])
        expect(await recorded(answer)).to.include({ hint, upstreamStatus: reply.status })
      }
    })
  }

  it('about something absent says from whom it may only be hidden', async () => {
    const path = '/rest/api/3/issue/NOPE-1'
    const user = await it_.call(path, asUser)
    expect([user.status, hintIn(user)]).to.deep.equal([404, 'upstream/absent-or-hidden-from-user'])
    const app = await it_.call(path, asApp)
    expect([app.status, hintIn(app)]).to.deep.equal([404, 'upstream/absent-or-hidden-from-app'])
  })

  it('that is an edge’s page, or says all itself, gets no hint', async () => {
    for (const reply of [
      html(404, 'dead link'),
      html(503, 'later'),
      json(400, {}),
      json(409, {}),
    ]) {
      it_.world.site.faults.answerNext(1, reply, { path: /myself$/ })
      const answer = await it_.call(MYSELF, asUser)
      expect(answer.status).to.equal(reply.status)
      expect(hintIn(answer)).to.equal(null)
    }
  })

  it('of a renamed site is not followed, as nobody, to its new name', async () => {
    for (const status of [301, 302, 307, 308] as const) {
      const site = it_.world.site.faults
      site.answerNext(1, movedTo(`http://renamed.invalid${MYSELF}`, status), { path: /myself$/ })
      const answer = await it_.call(MYSELF, asUser)
      expect(answer.status).to.equal(502)
      expect(await answer.json()).to.include({ code: 'upstream/site-moved' })
      expect(await recorded(answer)).to.include({ outcome: 'failed', code: 'upstream/site-moved' })
    }
  })

  it('of a token with scopes, which is for another API host, is told to who passes it on', async () => {
    await it_.gatehouse.app.policies.change(
      tenantId(),
      { actor: it_.people.admin.accountId, requestId: 'a-test' },
      ({ document }) => ({
        ...document,
        switches: { ...document.switches, basicPassThrough: true },
      }),
    )
    it_.world.site.faults.answerNext(1, scopeDoesNotMatch(), { path: /myself$/ })
    const answer = await fetch(`${it_.gatehouse.url}/sites/${it_.world.site.host}${MYSELF}`, {
      headers: { authorization: `Basic ${btoa('alice@example.com:scoped-token')}` },
    })
    expect(answer.status).to.equal(401)
    expect(await answer.json()).to.deep.include({
      code: 'credential/invalid',
      hint: {
        code: 'upstream/wrong-api-host',
        says: HINTS['upstream/wrong-api-host'],
      },
    })
  })

  it('of the app itself says what may have become of it', async () => {
    it_.world.site.faults.answerNext(1, html(401, 'no'), { path: /myself$/ })
    const answer = await it_.call(MYSELF, asApp)
    expect(answer.status).to.equal(502)
    expect(await answer.json()).to.deep.include({
      code: 'upstream/app-refused',
      hint: { code: 'upstream/app-refused', says: HINTS['upstream/app-refused'] },
    })
    expect(await recorded(answer)).to.include({ hint: 'upstream/app-refused' })
  })
})
