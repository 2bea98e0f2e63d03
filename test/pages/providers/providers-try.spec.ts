import { expect } from 'chai'
import type { Replayer } from '../../../src/policy/replay/replayer.ts'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { aCallEvent } from '../../support/things.ts'
import { aReplayer } from '../../policy/replay/a-replayer.ts'
import { formIn } from '../form-in.ts'
import { readerText } from '../rules/access-world.ts'
import { BY, startProviders, type ProvidersWorld } from './providers-world.ts'

const TRY = { answer: 'try' }

describe('a provider, before it is saved', () => {
  let world: ProvidersWorld
  let replayer: Replayer
  beforeEach(async () => {
    world = await startProviders({ replayer: { try: (...given) => replayer.try(...given) } })
    const { tenant, policies, clock } = world
    await world.trust(accepted(aDraft({ rules: [{ name: 'everyone', access: 'write' }] })))
    const { version } = await policies.change(tenant.id, BY, ({ document }) => ({
      ...document,
      resources: [EVERYTHING],
    }))
    const events = [1, 2].map((minute) =>
      aCallEvent({
        tenantId: tenant.id,
        at: clock.now() - minute * 60_000,
        credentialKind: 'provider-token',
        credentialId: 'acme#1',
        caller: 'provider-token acme release-bot',
        subject: 'release-bot',
        trustRule: 'everyone',
        accountId: 'bob',
        method: minute === 1 ? 'PUT' : 'GET',
        path: '/rest/api/3/issue/P-1',
        decision: 'allow',
        rule: 'resource:everything',
        policyVersion: version,
        seen: { access: 'write', provider: 'acme', groups: [], queryNames: [] },
      }),
    )
    replayer = aReplayer(events, policies)
  })
  afterEach(() => world.stop())

  it('is offered to be tried on the last calls', async () => {
    const { html } = await world.post('acme/form')
    expect(html).to.include('Try it on the last 500 calls').and.include('id="provider-tried"')
  })

  it('tells which calls a narrower rule would refuse, and saves nothing', async () => {
    const form = formIn((await world.post('acme/form')).html)
    const tried = await world.post('save', { ...form, 'rules.0.access': 'read', ...TRY })
    expect(tried.status).to.equal(200)
    expect(readerText(tried.html)).to.match(/Of the last 2 calls, 1 would be refused/)
    const [provider] = await world.trusted()
    expect(provider?.rules[0]?.access).to.equal('write')
    const same = await world.post('save', { ...form, ...TRY })
    expect(readerText(same.html)).to.match(/None of the last 2 calls would end otherwise/)
  })

  it('that cannot be saved says why beside its form, which keeps what was typed', async () => {
    const form = formIn((await world.post('acme/form')).html)
    const { status, html } = await world.post('save', { ...form, audiences: '', ...TRY })
    expect(status).to.equal(422)
    expect(html).to.include('cannot be tried yet').and.include('audiences')
    expect(html).not.to.include('<form')
    const outdated = await world.post('save', { ...form, readAs: 'another', ...TRY })
    expect(outdated.html).to.include('Somebody else has changed this provider')
  })

  it('is tried by administrators alone', async () => {
    const form = formIn((await world.post('acme/form')).html)
    world.dismiss()
    expect((await world.post('save', { ...form, ...TRY })).status).to.equal(403)
  })
})
