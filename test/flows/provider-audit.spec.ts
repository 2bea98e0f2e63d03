import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { dumpDatabase, findLeaks } from '../support/sinks.ts'
import {
  aTrustingWorld,
  companyLogin,
  introspectingLogin,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'

const MYSELF = '/rest/api/3/myself'

describe('what is recorded about tokens of an identity provider', () => {
  let it_: TrustingWorld
  before(async () => {
    it_ = await aTrustingWorld()
  })
  after(() => it_.stop())

  const recent = () => it_.gatehouse.app.audit.recent(it_.tenantId(), 200)
  const call = async (token: string) => {
    const answer = await it_.call(MYSELF, token)
    await answer.arrayBuffer()
    return answer.headers.get('x-request-id') ?? ''
  }
  /** The event of the newest call; refusals of unknown callers are written a second later. */
  const eventWhere = async (fits: (event: AuditEvent) => boolean) => {
    for (let waited = 0; waited < 100; waited += 1) {
      const found = (await recent()).find(fits)
      if (found !== undefined) return found
      await pause(50)
    }
    throw new Error('there is no such event')
  }

  it('a call: kind of credential, provider and digest, subject, trust rule, account, and nothing of the token', async () => {
    const { accountId } = it_.people.alice
    await it_.trust(companyLogin(it_.idp))
    await it_.link('alice@idp', accountId)
    const token = await it_.idp.token({ subject: 'alice@idp' })
    await call(token)
    const event = await eventWhere((each) => each.kind === 'call' && each.subject === 'alice@idp')
    expect(event).to.include({
      credentialKind: 'provider-token',
      subject: 'alice@idp',
      trustRule: 'everybody',
      accountId,
      actsAs: 'user',
      decision: 'allow',
    })
    expect(event)
      .to.have.property('credentialId')
      .that.matches(/^company#[0-9a-f]{16}$/)
  })

  it('a workload: it acts as the app, and its subject answers for it', async () => {
    const subject = 'repo:acme/shop:ref:refs/heads/main'
    const rules = [{ name: 'ci', account: { by: 'app' }, access: 'read' }] as const
    await it_.trust(companyLogin(it_.idp, { rules }))
    await call(await it_.idp.token({ subject }))
    const event = await eventWhere((each) => each.kind === 'call' && each.subject === subject)
    expect(event).to.include({ actsAs: 'app', accountId: undefined, trustRule: 'ci' })
  })

  it('a refusal: why, in words that the caller is not told', async () => {
    await it_.trust(companyLogin(it_.idp))
    const expired = await it_.idp.token({ issuedSecondsAgo: 600, lifeSeconds: 60 })
    await call(await it_.idp.token({ subject: 'a stranger' }))
    await call(await it_.idp.token({ audience: 'https://elsewhere.example.com' }))
    await call(expired)
    const detailOf = async (rule: string) => {
      const event = await eventWhere((each) => each.kind === 'call' && each.rule === rule)
      expect(event).to.include({ decision: 'deny' })
      return 'detail' in event ? event.detail : undefined
    }
    expect(await detailOf('account/unlinked')).to.match(/company.*"a stranger".*no link/)
    expect(await detailOf('token/untrusted')).to.match(/company.*audience/)
    expect(await detailOf('token/expired')).to.match(/company.*expiry/)
  })

  it('a refusal of somebody whom a rule has let in: recorded one by one, however many there are', async () => {
    await it_.trust(companyLogin(it_.idp))
    for (let i = 0; i < 70; i += 1) await call('guess.guess.guess')
    const token = await it_.idp.token({ subject: 'unlinked colleague' })
    const answer = await it_.call(MYSELF, token)
    expect(answer.status).to.equal(403)
    const event = (await recent()).find(
      (each) => each.kind === 'call' && each.subject === 'unlinked colleague',
    )
    expect(event).to.include({
      credentialKind: 'provider-token',
      trustRule: 'everybody',
      decision: 'deny',
      rule: 'account/unlinked',
    })
  })

  it('changes of providers and links: who, what, and no secret of the provider', async () => {
    const admin = it_.people.admin.accountId
    await it_.trust()
    await it_.trust(introspectingLogin(it_.idp, 'signed'))
    const link = await it_.link('bob@idp', it_.people.bob.accountId)
    const kinds = (await recent()).filter((event) => event.kind !== 'call')
    expect(kinds.find((event) => event.kind === 'provider.added')).to.include({
      actor: admin,
      subject: 'introspecting',
    })
    expect(kinds.find((event) => event.kind === 'provider.removed')).to.include({
      actor: admin,
      subject: 'company',
    })
    expect(kinds.find((event) => event.kind === 'link.created')).to.include({
      actor: admin,
      subject: link.id,
    })
  })

  it('no token, client secret or private key is in a log line or in the database', async () => {
    for (const proof of ['basic', 'post', 'signed'] as const) {
      await it_.trust(introspectingLogin(it_.idp, proof))
      await call(await it_.idp.opaqueToken())
      await call(`${await it_.idp.opaqueToken()}x`)
    }
    await it_.trust(companyLogin(it_.idp))
    const token = await it_.idp.token()
    await call(token)
    await call(`${token}x`)
    await it_.call(`${MYSELF}?access_token=${token}`, token)
    it_.idp.faults.resetNext(Infinity)
    it_.gatehouse.clock.move(2 * 3600_000)
    await call(await it_.idp.token())
    expect(dumpDatabase(it_.gatehouse.databaseFile)).to.contain(it_.idp.issuer)
    expect(it_.gatehouse.logLines.length).to.be.greaterThan(0)
    expect(findLeaks()).to.deep.equal([])
  })
})
