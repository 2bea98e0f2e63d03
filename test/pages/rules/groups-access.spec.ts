import { expect } from 'chai'
import { DEFAULT_ACCESS, type AccessRules } from '../../../src/policy/group.ts'
import { formIn } from '../form-in.ts'
import { aGroup, answerIn, startGroups, type GroupsWorld } from './groups-world.ts'

const BOTS = aGroup({
  id: 'bots',
  name: 'Bots',
  sources: [{ from: 'product', groupId: 'g-3', name: 'bots' }],
})
const ONLY_ENGINEERS = { mayCall: 'groups', 'mayCall.group.engineers': 'on' }

describe('what groups are for', () => {
  let world: GroupsWorld
  beforeEach(async () => {
    world = await startGroups()
    await world.has({ groups: [aGroup(), BOTS] })
  })
  afterEach(() => world.stop())

  const access = async () => (await world.document()).access
  const opened = async () => formIn((await world.post('groups')).html)
  const holds = (given: Partial<AccessRules>) =>
    world.has({ access: { ...DEFAULT_ACCESS, ...given } })

  it('asks before somebody loses access, and narrows only with the answer', async () => {
    world.isIn('g-2')
    const form = { ...(await opened()), ...ONLY_ENGINEERS }
    const asked = await world.post('groups/access', form)
    expect(asked.status).to.equal(200)
    expect(asked.html).to.include('Nothing is saved yet')
    expect(asked.html).to.include('Everybody but members of')
    expect(await access()).to.deep.equal(DEFAULT_ACCESS)
    expect(formIn(asked.html)).to.deep.include(ONLY_ENGINEERS)
    const recorded = world.events.length

    const { html, status } = await world.post('groups/access', {
      ...formIn(asked.html),
      ...answerIn(asked.html),
    })
    expect(status).to.equal(200)
    expect(html).to.include('It holds from the next call on')
    expect(await access()).to.deep.equal({ ...DEFAULT_ACCESS, mayCall: ['engineers'] })
    expect(world.events.slice(recorded)).to.have.length(1)
    expect(world.events.at(-1)).to.deep.include({ kind: 'access.changed', actor: 'ada' })
  })

  it('asks again when the answer was given to another question', async () => {
    const form = { ...(await opened()), ...ONLY_ENGINEERS }
    const asked = await world.post('groups/access', form)
    const more = { ...form, 'readOnly.group.bots': 'on', ...answerIn(asked.html) }
    const again = await world.post('groups/access', more)
    expect(again.html).to.include('Nothing is saved yet').and.to.include('only read')
    expect(await access()).to.deep.equal(DEFAULT_ACCESS)
  })

  it('saves what takes nothing away at once', async () => {
    const form = { ...(await opened()), 'fullAccess.group.bots': 'on' }
    expect((await world.post('groups/access', form)).html).to.include('is saved')
    expect((await access()).fullAccess).to.deep.equal(['bots'])
  })

  it('warns admins whose own groups would not be allowed any more', async () => {
    const own = 'You yourself may not call any more'
    const form = { ...(await opened()), ...ONLY_ENGINEERS }
    world.isIn('g-3')
    expect((await world.post('groups/access', form)).html).to.include(own)
    world.isIn('g-3', 'g-2')
    expect((await world.post('groups/access', form)).html).not.to.include(own)
    world.isIn('g-3')
    const reading = { ...(await opened()), 'readOnly.group.bots': 'on' }
    expect((await world.post('groups/access', reading)).html).to.include(
      'You yourself would only read.',
    )
  })

  it('warns admins also when a change of the group itself shuts them out', async () => {
    await holds({ mayCall: ['engineers'], fullAccess: ['engineers'] })
    world.isIn('g-2')
    const form = formIn((await world.post('groups/engineers/form')).html)
    const other = { ...form, 'product.id.0': 'g-1', 'product.name.0': 'jira-admins' }
    const { html } = await world.post('groups/save', other)
    expect(html).to.include('You yourself may not call any more')
    expect(html).to.include('without full access')
    expect((await world.document()).groups[0]).to.deep.equal(aGroup())
    await world.post('groups/save', { ...formIn(html), ...answerIn(html) })
    expect((await world.document()).groups[0]?.sources)
      .to.have.length(1)
      .and.to.not.deep.equal(aGroup().sources)
  })

  it('says that it is not certain when the product cannot be asked for the admin’s groups', async () => {
    world.silence()
    const form = { ...(await opened()), ...ONLY_ENGINEERS }
    const { html, status } = await world.post('groups/access', form)
    expect(status).to.equal(200)
    expect(html).to.include('Jira could not be asked which groups you are in')
    await world.post('groups/access', { ...formIn(html), ...answerIn(html) })
    expect((await access()).mayCall).to.deep.equal(['engineers'])
  })

  it('takes no list of nobody for one that was forgotten', async () => {
    const form = { ...(await opened()), mayCall: 'groups', mayHoldTokens: 'groups' }
    const { status, html } = await world.post('groups/access', form)
    expect(status).to.equal(422)
    for (const list of ['mayCall', 'mayHoldTokens']) {
      expect(html).to.match(
        new RegExp(`id="access-${list}-fault" class="fault"[^>]*>Tick at least one group`),
      )
    }
    expect(await access()).to.deep.equal(DEFAULT_ACCESS)
  })

  it('refuses a group that is not there, in words and with the tick still in sight', async () => {
    const form = { ...(await opened()), 'fullAccess.group.gone"><b>': 'on' }
    expect((await world.post('groups/access', form)).status).to.equal(422)
    const { status, html } = await world.post('groups/access', {
      ...(await opened()),
      'fullAccess.group.gone': 'on',
    })
    expect(status).to.equal(422)
    expect(html).to.include('There is no group with the id gone')
    expect(html).to.include('gone (not there any more)').and.not.to.include('<b>')
  })

  it('changes nothing when somebody else was faster', async () => {
    const form = { ...(await opened()), 'fullAccess.group.bots': 'on' }
    await holds({ readOnly: ['engineers'] })
    const { status, html } = await world.post('groups/access', form)
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has changed this')
    expect(formIn(html)).to.have.property('fullAccess.group.bots')
    expect((await access()).fullAccess).to.be.empty
  })

  it('records nothing when it is saved as it was opened', async () => {
    await holds({
      mayCall: ['bots', 'engineers'],
      mayHoldTokens: ['bots'],
      readOnly: ['engineers'],
    })
    const recorded = world.events.length
    expect((await world.post('groups/access', await opened())).status).to.equal(200)
    expect(world.events).to.have.length(recorded)
  })

  it('is another tenant’s own', async () => {
    const form = { ...(await opened()), 'fullAccess.group.bots': 'on' }
    expect((await world.post('groups/access', form, 'ada@2')).status).to.equal(422)
    expect(await access()).to.deep.equal(DEFAULT_ACCESS)
  })
})
