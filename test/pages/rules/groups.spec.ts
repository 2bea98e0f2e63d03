import { expect } from 'chai'
import { DEFAULT_ACCESS } from '../../../src/policy/group.ts'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { formIn } from '../form-in.ts'
import { aGroup, answerIn, startGroups, type GroupsWorld } from './groups-world.ts'

const claiming = () => ({
  ...accepted(aDraft({ id: 'acme', name: 'Acme login' })),
  groupsClaim: 'groups',
})
const PICKED = { 'product.tick.0': 'on', 'product.id.0': 'g-2', 'product.name.0': 'users' }

describe('the tab of groups', () => {
  let world: GroupsWorld
  beforeEach(async () => {
    world = await startGroups()
  })
  afterEach(() => world.stop())

  const groups = async () => (await world.document()).groups

  it('says on an empty site what groups are for, and offers to add one', async () => {
    const { status, html } = await world.post('groups')
    expect(status).to.equal(200)
    expect(html).to.include('No group yet').and.to.include('Add group')
    expect(html).to.include('Everybody with a credential that Gatehouse takes.')
  })

  it('lists each group with its sources in words, the maxima, and what names it', async () => {
    const sources = [
      { from: 'product', groupId: 'g-1', name: 'jira-admins' },
      { from: 'provider', provider: 'acme', value: 'engineering' },
    ] as const
    await world.has({
      providers: [claiming()],
      groups: [aGroup({ sources, tokenDaysMax: 30, liveTokensMax: 1 })],
      access: { ...DEFAULT_ACCESS, readOnly: ['engineers'] },
    })
    const { html } = await world.post('groups')
    expect(html).to.match(/jira-admins<\/strong> <span[^>]*>\(group of Jira\)/)
    expect(html).to.match(/engineering<\/strong> <span[^>]*>\(claim groups of Acme login\)/)
    expect(html).to.include('Tokens end after 30 days')
    expect(html).to.include('At most 1 live token each')
    expect(html).to.include('“Who only reads”')
  })

  it('shows that a source leads to nobody when its provider is gone or names no groups claim', async () => {
    const sources = [
      { from: 'provider', provider: 'gone', value: 'a' },
      { from: 'provider', provider: 'acme', value: 'b' },
    ] as const
    await world.has({
      providers: [accepted(aDraft({ id: 'acme', name: 'Acme login' }))],
      groups: [aGroup({ sources })],
    })
    const { html } = await world.post('groups')
    expect(html).to.include('of the provider gone, which is not there any more')
    expect(html).to.include('of Acme login, which names no groups claim')
  })

  it('saves a new group with picked groups, claimed values and the id made from its name', async () => {
    await world.has({ providers: [claiming()] })
    const { status, html, headers } = await world.post('groups/save', {
      ...formIn((await world.post('groups/form')).html),
      ...PICKED,
      name: 'Build bots',
      'claimed.acme': 'ci\r\n\r\n bots ',
    })
    expect(html).to.include('“Build bots” is saved')
    expect(status).to.equal(200)
    expect(await groups()).to.deep.equal([
      {
        id: 'build-bots',
        name: 'Build bots',
        sources: [
          { from: 'product', groupId: 'g-2', name: 'users' },
          { from: 'provider', provider: 'acme', value: 'ci' },
          { from: 'provider', provider: 'acme', value: 'bots' },
        ],
      },
    ])
    expect(world.events.at(-1)).to.deep.include({
      kind: 'group.added',
      actor: 'ada',
      subject: 'build-bots',
      requestId: headers.get('gatehouse-request-id'),
    })
  })

  it('gives a second group of the same name an id of its own, and refuses one that was chosen twice', async () => {
    await world.has({ groups: [aGroup()] })
    await world.post('groups/save', { ...PICKED, name: 'Engineers' })
    expect((await groups()).map(({ id }) => id)).to.deep.equal(['engineers', 'engineers-2'])
    const { status, html } = await world.post('groups/save', {
      ...PICKED,
      name: 'Others',
      id: 'engineers',
    })
    expect(status).to.equal(422)
    expect(html).to.include('id="group-id-fault"')
  })

  it('shows each fault at its field and gives back what was typed, escaped', async () => {
    await world.has({ providers: [claiming()] })
    const typed = {
      name: '',
      id: '"><b>',
      tokenDaysMax: '1000',
      liveTokensMax: 'many',
      'claimed.acme': `${'x'.repeat(1001)}\nfine`,
    }
    const { status, html } = await world.post('groups/save', typed)
    expect(status).to.equal(422)
    for (const name of ['name', 'id', 'tokenDaysMax', 'liveTokensMax', 'claimed-acme']) {
      expect(html).to.include(`id="group-${name}-fault"`)
    }
    expect(html).not.to.include('<b>')
    expect(formIn(html)).to.deep.include({ id: '"><b>', liveTokensMax: 'many' })
    expect(formIn(html)['claimed.acme']).to.include('fine')
    expect(html).to.include('The group was not saved')
    expect(await groups()).to.be.empty
  })

  it('says at the members that a group needs one source at least', async () => {
    const { html } = await world.post('groups/save', { name: 'Nobody' })
    expect(html).to.match(/<p class="fault" tabindex="-1" data-focus>Name at least one source/)
  })

  it('marks an empty name alone, since an id that is made of it is only as wrong', async () => {
    const { html } = await world.post('groups/save', { ...PICKED, name: ' ' })
    expect(html).to.include('id="group-name-fault"').and.not.to.include('id="group-id-fault"')
  })

  it('changes and records nothing when a form is saved as it was opened', async () => {
    const sources = [
      { from: 'provider', provider: 'acme', value: 'b' },
      { from: 'product', groupId: 'g-3', name: 'site "<b>bots</b>"' },
      { from: 'provider', provider: 'acme', value: 'a' },
    ] as const
    await world.has({
      providers: [claiming()],
      groups: [aGroup({ sources, tokenDaysMax: 7, liveTokensMax: 3 })],
    })
    const recorded = world.events.length
    const opened = await world.post('groups/engineers/form')
    expect((await world.post('groups/save', formIn(opened.html))).status).to.equal(200)
    expect(world.events).to.have.length(recorded)
  })

  it('keeps what was typed and changes nothing when somebody else was faster', async () => {
    await world.has({ groups: [aGroup()] })
    const form = formIn((await world.post('groups/engineers/form')).html)
    await world.has({ groups: [aGroup({ name: 'By adam' })] })
    const { status, html } = await world.post('groups/save', { ...form, name: 'By ada' })
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has changed this').and.to.include('value="By ada"')
    expect(html).to.include('/rules/groups/engineers/form')
    expect((await groups())[0]?.name).to.equal('By adam')
    await world.has({ groups: [] })
    const gone = await world.post('groups/save', { ...form, name: 'By ada' })
    expect(gone.html).to.include('Somebody else has removed this').and.to.include('value="By ada"')
  })

  it('finds groups of the product, keeps those that are ticked, and stores their ids', async () => {
    const form = formIn((await world.post('groups/form')).html)
    const { status, html } = await world.post('groups/search', {
      ...form,
      ...PICKED,
      search: ' s',
    })
    expect(status).to.equal(200)
    expect(html).to.include('2 more groups have “s” in the name').and.not.to.include('<b>bots')
    expect(html).not.to.include('id="rules"')
    expect(formIn(html)).to.deep.include({ 'product.tick.0': 'on', 'product.id.0': 'g-2' })
    expect(formIn(html)).not.to.have.property('product.tick.1')
    const ticked = { ...formIn(html), 'product.tick.1': 'on', name: 'Some' }
    await world.post('groups/save', ticked)
    const [group] = await groups()
    expect(group?.sources.map((each) => 'groupId' in each && each.groupId)).to.deep.equal([
      'g-2',
      'g-1',
    ])
  })

  it('says so when the product cannot be asked for its groups, and loses nothing of what was typed', async () => {
    world.silence()
    const { status, html } = await world.post('groups/search', {
      ...PICKED,
      name: 'Half typed',
      search: 'jira',
    })
    expect(status).to.equal(200)
    expect(html).to.include('Jira could not be asked for its groups just now')
    expect(html).to.include('value="jira"')
    expect(formIn(html)).to.deep.include({ 'product.tick.0': 'on', 'product.id.0': 'g-2' })
    expect((await world.post('groups/search', { search: ' ' })).html).to.include('Enter a part')
  })

  it('names the providers that say nothing about groups yet', async () => {
    await world.has({ providers: [accepted(aDraft({ id: 'acme', name: 'Acme login' }))] })
    const { html } = await world.post('groups/form')
    expect(html).to.include('“Acme login” names no groups claim yet')
    expect(html).not.to.include('name="claimed.acme"')
  })

  it('promises to see changes of the product’s groups alone, and says how long claims hold', async () => {
    const without = (await world.post('groups/form')).html
    expect(without).to.include('within a minute').and.not.to.include('a claim is not known')
    await world.has({ providers: [claiming()] })
    const { html } = await world.post('groups/form')
    const ofProduct = html.slice(html.indexOf('group-product-label'), html.indexOf('group-claimed'))
    expect(html.split('within a minute')).to.have.length(2)
    expect(ofProduct.indexOf('within a minute'))
      .to.be.above(0)
      .and.below(ofProduct.indexOf('for as long as it says so'))
    expect(ofProduct).to.include('Rest rules that take rights away on groups of Jira')
    expect(ofProduct).to.include('a claim is not known of the same person’s API token')
  })

  it('keeps a source of a provider that is gone in sight until it is unticked', async () => {
    const lost = { from: 'provider', provider: 'gone', value: 'old' } as const
    await world.has({ groups: [aGroup({ sources: [...aGroup().sources, lost] })] })
    const form = formIn((await world.post('groups/engineers/form')).html)
    const refused = await world.post('groups/save', form)
    expect(refused.status).to.equal(422)
    expect(refused.html).to.include('value="old"')
    const unticked = Object.fromEntries(
      Object.entries(form).filter(([name]) => name !== 'stray.tick.0'),
    )
    const asked = await world.post('groups/save', unticked)
    await world.post('groups/save', { ...unticked, ...answerIn(asked.html) })
    expect((await groups())[0]?.sources).to.deep.equal(aGroup().sources)
  })

  it('removes a group that nothing names, with an audit event', async () => {
    await world.has({ groups: [aGroup()] })
    const { status, html } = await world.post('groups/engineers/remove')
    expect(status).to.equal(200)
    expect(html).to.include('“Engineers” is removed')
    expect(await groups()).to.be.empty
    expect(world.events.at(-1)).to.deep.include({ kind: 'group.removed', subject: 'engineers' })
  })

  it('refuses to remove a group that is named, and says where', async () => {
    const per = {
      id: 'few',
      name: 'Few',
      state: 'on',
      per: 'tenant',
      points: 1,
      seconds: 1,
    } as const
    await world.has({
      groups: [aGroup()],
      access: { ...DEFAULT_ACCESS, mayCall: ['engineers'] },
      limits: { rules: [{ ...per, who: { group: 'engineers' } }], readsWhenBroken: 'refused' },
    })
    const { status, html } = await world.post('groups/engineers/remove')
    expect(status).to.equal(422)
    expect(html).to.include('is not removed, for it is named by “Who may call”, the limit “Few”')
    expect(await groups()).to.have.length(1)
  })

  it('does not know groups of another tenant', async () => {
    await world.has({ groups: [aGroup()] })
    for (const action of ['form', 'remove']) {
      const { status } = await world.post(`groups/engineers/${action}`, {}, 'ada@2')
      expect(status, action).to.equal(404)
    }
    expect(await groups()).to.have.length(1)
  })

  it('does nothing for somebody who is no administrator, or not any more', async () => {
    await world.has({ groups: [aGroup()] })
    const actions = [
      '',
      '/form',
      '/save',
      '/search',
      '/access',
      '/engineers/form',
      '/engineers/remove',
    ]
    for (const action of actions) {
      const { status } = await world.post(`groups${action}`, { ...PICKED, name: 'Mine' }, 'bob')
      expect(status, action).to.equal(403)
    }
    world.dismiss()
    expect((await world.post('groups/engineers/remove')).status).to.equal(403)
    expect(await groups()).to.deep.equal([aGroup()])
  })
})
