import { expect } from 'chai'
import { DEFAULT_ACCESS, type Group } from '../../src/policy/group.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { json } from '../site/http/reply.ts'
import { groupIdOf } from '../site/jira/user-json.ts'
import { anInstalledWorld, openAll, refusalIn, type InstalledWorld } from '../support/a-world.ts'
import { movableClock, type MovableClock } from '../support/movable-clock.ts'

const MYSELF = '/rest/api/3/myself'
const GROUPS_OF_ACCOUNT = '/rest/api/3/user/groups'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const developers: Group = {
  id: 'devs',
  name: 'Developers',
  sources: [{ from: 'product', groupId: groupIdOf('developers'), name: 'developers' }],
}

describe('the rules of an organisation', () => {
  let it_: InstalledWorld
  let clock: MovableClock
  beforeEach(async () => {
    clock = movableClock()
    it_ = await anInstalledWorld({ closed: true, clock, site: { now: () => clock.now() } })
  })
  afterEach(() => it_.stop())

  const tenantId = () =>
    it_.gatehouse.app.directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
  const decide = (given: Partial<PolicyDocument>) =>
    it_.gatehouse.app.policies.change(
      tenantId(),
      { actor: it_.people.admin.accountId, requestId: 'a-test' },
      ({ document }) => ({ ...document, ...given }),
    )
  const outcome = async (token: string, path = MYSELF, init?: RequestInit) => {
    const answer = await it_.call(path, token, init)
    if (answer.status >= 400) return refusalIn(answer)
    await answer.arrayBuffer()
    return String(answer.status)
  }
  const questions = () => it_.world.log.calls({ server: 'site', path: GROUPS_OF_ACCOUNT }).length

  it('make nothing available until an admin says so, and everything else stays closed', async () => {
    const token = await it_.createToken(it_.people.alice, { access: 'write' })
    expect(await outcome(token)).to.equal('403 call/not-available')
    const own: ResourceRule = { ...EVERYTHING, id: 'own', methods: 'reads', path: MYSELF }
    await decide({ resources: [own] })
    expect(await outcome(token)).to.equal('200')
    expect(await outcome(token, '/rest/api/3/issue/P-1')).to.equal('403 call/not-available')
    expect(await outcome(token, MYSELF, { method: 'PUT', body: '{}' })).to.equal(
      '403 call/not-available',
    )
  })

  it('hold from the next call on, for each product by itself', async () => {
    await openAll(it_.gatehouse, [it_.jira, it_.confluence], it_.people.admin)
    const token = await it_.createToken(it_.people.alice)
    const wiki = await it_.createToken(it_.people.alice, {}, it_.confluence)
    expect(await outcome(token)).to.equal('200')
    await decide({ resources: [{ ...EVERYTHING, id: 'no', effect: 'deny' }, EVERYTHING] })
    expect(await outcome(token)).to.equal('403 call/denied')
    expect(await outcome(wiki, '/wiki/rest/api/user/current')).to.equal('200')
  })

  describe('about groups', () => {
    it('admit who is in a group of the product, asked once in a minute however many calls', async () => {
      await decide({
        resources: [EVERYTHING],
        groups: [developers],
        access: { ...DEFAULT_ACCESS, mayCall: ['devs'] },
      })
      const [alice, bob] = [
        await it_.createToken(it_.people.alice),
        await it_.createToken(it_.people.bob),
      ]
      const before = questions()
      const all = await Promise.all(Array.from({ length: 20 }, () => outcome(alice)))
      expect(new Set(all)).to.deep.equal(new Set(['200']))
      expect(questions() - before).to.equal(1)
      expect(await outcome(bob)).to.equal('403 call/not-a-member')
    })

    it('refuse who was taken out of the group, within a minute', async () => {
      await decide({
        resources: [EVERYTHING],
        groups: [developers],
        access: { ...DEFAULT_ACCESS, mayCall: ['devs'] },
      })
      const token = await it_.createToken(it_.people.alice)
      expect(await outcome(token)).to.equal('200')
      it_.people.alice.groups.delete('developers')
      clock.move(MINUTE_MS)
      expect(await outcome(token)).to.equal('403 call/not-a-member')
    })

    it('ask anew at once when the product tells of a change of the account', async () => {
      await decide({
        resources: [EVERYTHING],
        groups: [developers],
        access: { ...DEFAULT_ACCESS, mayCall: ['devs'] },
      })
      const { alice } = it_.people
      const token = await it_.createToken(alice)
      expect(await outcome(token)).to.equal('200')
      alice.groups.delete('developers')
      await it_.jira.webhook('user_updated', { user: { accountId: alice.accountId } })
      expect(await outcome(token)).to.equal('403 call/not-a-member')
    })

    it('refuse the call, and allow nothing by a guess, while the product does not answer', async () => {
      await decide({ resources: [EVERYTHING], groups: [developers] })
      const token = await it_.createToken(it_.people.alice)
      const deny: ResourceRule = { ...EVERYTHING, id: 'no', effect: 'deny', who: { group: 'devs' } }
      await decide({ resources: [deny, EVERYTHING] })
      it_.world.site.faults.answerNext(1, json(500, {}))
      expect(await outcome(token)).to.equal('503 groups/unavailable')
      expect(await outcome(token)).to.equal('403 call/denied')
    })

    it('ask nobody where no rule depends on a group', async () => {
      await decide({ resources: [EVERYTHING], groups: [developers] })
      const token = await it_.createToken(it_.people.alice)
      expect(await outcome(token)).to.equal('200')
      expect(questions()).to.equal(0)
    })

    it('let a read-only group read, searches by POST included, and write nothing', async () => {
      await decide({
        resources: [EVERYTHING],
        groups: [developers],
        access: { ...DEFAULT_ACCESS, readOnly: ['devs'] },
      })
      const token = await it_.createToken(it_.people.alice, { access: 'write' })
      const headers = { 'content-type': 'application/json', 'x-http-method-override': 'GET' }
      const post = { method: 'POST', headers, body: '{"jql":"project = PROJ"}' }
      expect(await outcome(token)).to.equal('200')
      expect(await outcome(token, '/rest/api/3/search/jql', post)).to.equal('200')
      expect(await outcome(token, '/rest/api/3/issue', post)).to.equal('403 call/read-only')
    })

    it('let a full-access group call without a rule, and still keep what is denied', async () => {
      const noDeletes: ResourceRule = {
        ...EVERYTHING,
        id: 'no-deletes',
        effect: 'deny',
        methods: ['DELETE'],
      }
      await decide({
        resources: [noDeletes],
        groups: [developers],
        access: { ...DEFAULT_ACCESS, fullAccess: ['devs'] },
      })
      const token = await it_.createToken(it_.people.alice, { access: 'write' })
      expect(await outcome(token)).to.equal('200')
      expect(await outcome(token, '/rest/api/3/issue/P-1', { method: 'DELETE' })).to.equal(
        '403 call/denied',
      )
    })

    it('end the tokens of who may not hold any more, at their next use and not for admins', async () => {
      await decide({ resources: [EVERYTHING], groups: [developers] })
      const [alice, admin] = [
        await it_.createToken(it_.people.alice),
        await it_.createToken(it_.people.admin),
      ]
      await decide({ access: { ...DEFAULT_ACCESS, mayHoldTokens: ['devs'] } })
      expect(await outcome(alice)).to.equal('200')
      expect(await outcome(admin)).to.equal('200')
      it_.people.alice.groups.clear()
      clock.move(MINUTE_MS)
      expect(await outcome(alice)).to.equal('403 credential/owner-not-allowed')
    })
  })

  it('end tokens earlier when the longest life is lowered', async () => {
    await decide({ resources: [EVERYTHING] })
    const token = await it_.createToken(it_.people.alice, { days: '90' })
    clock.move(8 * DAY_MS)
    expect(await outcome(token)).to.equal('200')
    const { document } = await it_.gatehouse.app.policies.read(tenantId())
    await decide({ switches: { ...document.switches, tokenDaysMax: 7 } })
    expect(await outcome(token)).to.equal('401 credential/expired')
  })

  it('end a token that nobody uses, and one in use lives on', async () => {
    await decide({ resources: [EVERYTHING], tokens: { idleDays: 7 } })
    const [used, idle] = [
      await it_.createToken(it_.people.alice, { days: '90' }),
      await it_.createToken(it_.people.alice, { days: '90' }),
    ]
    for (let day = 0; day < 8; day += 1) {
      expect(await outcome(used)).to.equal('200')
      clock.move(DAY_MS)
    }
    expect(await outcome(idle)).to.equal('401 credential/idle')
    await it_.gatehouse.app.revokeIdleTokens()
    expect(await outcome(idle)).to.equal('401 credential/revoked')
    expect(await outcome(used)).to.equal('200')
  })

  it('hold for programs that manage as well: an old token does not', async () => {
    await decide({ tokens: { idleDays: 7 } })
    const token = await it_.createToken(it_.people.admin, { access: 'manage', days: '90' })
    const read = () =>
      fetch(`${it_.gatehouse.url}/api/v1/policy`, { headers: { authorization: `Bearer ${token}` } })
    expect((await read()).status).to.equal(200)
    clock.move(8 * DAY_MS)
    expect(await refusalIn(await read())).to.equal('401 credential/idle')
  })

  it('know where a call comes from, also through a proxy of one’s own', async () => {
    const networks = { allow: ['203.0.113.0/24'], deny: ['203.0.113.66'] }
    await decide({ resources: [EVERYTHING], networks })
    const token = await it_.createToken(it_.people.alice)
    const from = (address: string) => outcome(token, MYSELF, { headers: { 'x-client': address } })
    expect(await from('203.0.113.9')).to.equal('403 call/outside-networks')
    const proxy = { header: 'x-client', trusted: ['127.0.0.1', '::1'] }
    await decide({ networks: { ...networks, proxy } })
    expect(await from('203.0.113.9')).to.equal('200')
    expect(await from('203.0.113.66')).to.equal('403 call/outside-networks')
    expect(await from('198.51.100.1')).to.equal('403 call/outside-networks')
    const [newest] = await it_.gatehouse.app.audit.recent(tenantId(), 1)
    expect(newest).to.include({ address: '198.51.100.1', rule: 'address-is-allowed' })
  })

  it('in shadow leave every call as it was, and are counted', async () => {
    const shadow: ResourceRule = { ...EVERYTHING, id: 'no', effect: 'deny', state: 'shadow' }
    await decide({ resources: [shadow, EVERYTHING] })
    const token = await it_.createToken(it_.people.alice)
    expect(await outcome(token)).to.equal('200')
    expect(await outcome(token)).to.equal('200')
    const hits = await it_.gatehouse.app.audit.shadowHits(tenantId(), 0)
    expect([...hits]).to.deep.equal([['would-deny:no', 2]])
  })

  it('are counted when a bypass takes a call past them', async () => {
    await decide({
      bypasses: [
        {
          id: 'old',
          name: 'Old report',
          enabled: true,
          methods: 'reads',
          path: MYSELF,
          networks: ['127.0.0.1'],
          ownerAccountId: it_.people.admin.accountId,
          reason: 'It cannot be changed.',
          expiresAt: new Date(clock.now() + DAY_MS).toISOString(),
        },
      ],
    })
    const own = { authorization: `Basic ${Buffer.from('a@b.example:wrong').toString('base64')}` }
    const url = `${it_.gatehouse.url}/sites/${it_.world.site.host}${MYSELF}`
    const answer = await fetch(url, { headers: own })
    expect(await refusalIn(answer)).to.equal('401 credential/invalid')
    const hits = await it_.gatehouse.app.audit.bypassHits(tenantId(), 0)
    expect([...hits]).to.deep.equal([['old', 1]])
    clock.move(DAY_MS)
    expect(await refusalIn(await fetch(url, { headers: own }))).to.equal('401 credential/invalid')
    expect([...(await it_.gatehouse.app.audit.bypassHits(tenantId(), 0))]).to.deep.equal([
      ['old', 1],
    ])
  })
})
