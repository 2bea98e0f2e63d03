import { expect } from 'chai'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import type { ResourceRule } from '../../../src/policy/resource-rule.ts'
import { DEFAULT_SWITCHES } from '../../../src/policy/switches.ts'
import { accepted, anIntrospectionDraft } from '../../identity/providers/drafts.ts'
import { revealed } from '../../policy/policy-things.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const BY = { actor: 'ada', requestId: 'made-by-the-test' }
const SECRET = 'the-client-secret-of-the-introspection'
const READS: ResourceRule = {
  id: 'reads',
  name: 'Read <issues>',
  state: 'on',
  effect: 'allow',
  methods: 'reads',
  path: '/rest/api/3/issue/**',
}

const anIntrospected = (clientSecret: string) => accepted(anIntrospectionDraft({ clientSecret }))

describe('the tab of versions', () => {
  let world: PagesWorld
  let admins: string[]
  beforeEach(async () => {
    admins = ['ada']
    world = await startPages({ admins })
  })
  afterEach(() => world.stop())

  const post = (action: string, form: Record<string, string> = {}, as = 'ada') =>
    world.act(`/rules/versions${action}`, as, form)
  const policy = () => world.policies.read(world.tenant.id)
  const decide = (part: Partial<PolicyDocument>, actor = 'ada') =>
    world.policies.change(world.tenant.id, { ...BY, actor }, (now) => ({
      ...now.document,
      ...part,
    }))
  const exported = async () => formText((await post('/export')).html, 'policy-export')

  it('say so while nothing has been changed, and list each change with who made it and when', async () => {
    expect((await post('')).html).to.include('Nothing has been changed yet')
    await decide({ resources: [READS] }, 'adam')
    await decide({ tokens: { liveMax: 3 } })
    const { html } = await post('')
    expect(html.match(/data-version="\d+"/g)).to.deep.equal([
      'data-version="2"',
      'data-version="1"',
      'data-version="0"',
    ])
    expect(html).to.include('data-account="adam"').and.to.include('Holds now')
    expect((await post('', {}, 'ada@2')).html).to.include('Nothing has been changed yet')
  })

  it('are listed newest first, older ones on request', async () => {
    for (let liveMax = 1; liveMax <= 30; liveMax += 1) await decide({ tokens: { liveMax } })
    const newest = await post('')
    expect(newest.html).to.include('Version 30').and.not.to.include('data-version="5"')
    expect(newest.html).not.to.include('Before the first change')
    const { before = '' } = { before: /name="before" value="(\d+)"/.exec(newest.html)?.[1] }
    const older = await post('/list', { before })
    expect(older.html).to.include('data-version="5"').and.to.include('data-version="1"')
    expect(older.html).to.include('Before the first change')
    expect(older.html).not.to.include('data-version="6"').and.not.to.include('Show older')
  })

  it('go back to what was before the first change, while that is listed', async () => {
    await decide({ resources: [READS] })
    const list = await post('')
    expect(list.html).to.include('Before the first change').and.to.include('versions/0/restore')
    expect((await post('/0/diff')).html).to.include('from what was before the first change to now')
    const asked = await post('/0/restore')
    expect(asked.html).to.include('Restore what was before the first change?')
    const done = await post('/0/restore/apply', formIn(asked.html))
    expect(done.html).to.include('What was before the first change is restored')
    expect((await policy()).document.resources).to.be.empty
  })

  it('name nothing before what an update of Gatehouse wrote down', async () => {
    await decide({ resources: [READS] }, 'migration')
    const { html } = await post('')
    expect(html).to.include('data-version="1"').and.not.to.include('Before the first change')
  })

  it('are for administrators, and one of another site or none at all is not found', async () => {
    await decide({ resources: [READS] })
    const actions = ['', '/list', '/export', '/import', '/1/diff', '/1/restore']
    for (const action of [...actions, '/1/restore/apply', '/import/check', '/import/apply']) {
      expect((await post(action, { base: '1' }, 'alice')).status, action).to.equal(403)
    }
    for (const version of ['1', '99', '-1', '01', 'x']) {
      const as = version === '1' ? 'ada@2' : 'ada'
      expect((await post(`/${version}/diff`, {}, as)).status, version).to.equal(404)
      expect((await post(`/${version}/restore`, {}, as)).status, version).to.equal(404)
    }
  })

  it('show what one changed, with names, and never a secret', async () => {
    await decide({ resources: [READS], providers: [anIntrospected(SECRET)] })
    await decide({
      resources: [{ ...READS, state: 'shadow' }],
      providers: [anIntrospected(`another ${SECRET}`)],
    })
    const { html } = await post('/2/diff')
    expect(html).to.include('What Version 2 changed').and.to.include('Read &lt;issues&gt;')
    expect(html).to.include('<code>state</code>').and.to.include('<code>shadow</code>')
    expect(html).to.include('A secret was replaced by another')
    const first = await post('/1/diff')
    expect(first.html).to.include('Added').and.to.include('[sealed]')
    expect(html + first.html).not.to.include(SECRET)
  })

  it('are compared with what holds now as well', async () => {
    await decide({ resources: [READS] })
    await decide({ resources: [] })
    const { html } = await post('/1/diff', { against: 'now' })
    expect(html).to.include('from version 1 to now').and.to.include('Removed')
  })

  it('are restored as a new version, after it was said who loses access', async () => {
    await decide({ providers: [anIntrospected(SECRET)] })
    await decide({ resources: [READS], providers: [] })
    const asked = await post('/1/restore')
    expect(asked.html).to.include('Who loses access at once').and.to.include('Removed')
    expect((await policy()).version).to.equal(2)
    const done = await post('/1/restore/apply', formIn(asked.html))
    expect(done.html).to.include('Version 1 is restored')
    const { version, document } = await policy()
    expect(version).to.equal(3)
    expect(document.resources).to.be.empty
    expect(revealed(document.providers)).to.deep.equal(revealed([anIntrospected(SECRET)]))
    expect(world.events.slice(-2).map(({ kind }) => kind)).to.have.members([
      'provider.added',
      'resource.removed',
    ])
  })

  it('are not restored over a change that was made since it was asked for, but shown anew', async () => {
    await decide({ tokens: { liveMax: 3 } })
    await decide({ tokens: { liveMax: 4 } })
    const { html } = await post('/1/restore')
    await decide({ tokens: { liveMax: 5 } })
    const answer = await post('/1/restore/apply', formIn(html))
    expect(answer.status).to.equal(422)
    expect(answer.html).to.include('somebody has changed the rules meanwhile')
    expect(formIn(answer.html)).to.include({ base: '3' })
    expect((await policy()).document.tokens).to.deep.equal({ liveMax: 5 })
  })

  it('are not restored when what they say is not accepted any more, and say what is wrong', async () => {
    await decide({ resources: [{ ...READS, path: '/nowhere' }] })
    await decide({ resources: [] })
    const { html } = await post('/1/restore')
    expect(html).to.include('cannot be restored as it is').and.to.include('resources.0.path')
    expect((await post('/1/restore/apply', { base: '2' })).status).to.equal(422)
    expect((await policy()).version).to.equal(2)
  })

  it('export what holds now without a secret, and importing just that changes nothing', async () => {
    await decide({ resources: [READS], providers: [anIntrospected(SECRET)] })
    const text = await exported()
    expect(JSON.parse(text)).to.have.property('format', 2)
    expect(text).to.include('[sealed]').and.not.to.include(SECRET)
    const { html } = await post('/import/check', { text })
    expect(html).to.include('There is no difference').and.not.to.include('Import these rules')
  })

  it('import a document after it was checked, against the version it was checked for', async () => {
    await decide({ resources: [READS] })
    const document = JSON.parse(await exported()) as object // Is one, as the test above shows.
    const switches = { ...DEFAULT_SWITCHES, gateway: false }
    const text = JSON.stringify({ version: 7, document: { ...document, switches } })
    const checked = await post('/import/check', { text })
    expect(checked.status).to.equal(200)
    expect(checked.html)
      .to.include('the gateway is switched off')
      .and.not.to.include('&quot;format')
    expect((await policy()).version).to.equal(1)
    const form = { ...formIn(checked.html), text }
    const other = { ...form, text: text.replace('"gateway":false', '"gateway":true') }
    expect((await post('/import/apply', other)).status).to.equal(422)
    const applied = await post('/import/apply', form)
    expect(applied.html).to.include('The rules are imported')
    expect((await policy()).document.switches.gateway).to.equal(false)
    expect((await policy()).version).to.equal(2)
    expect((await post('/import/apply', form)).status).to.equal(422)
    expect((await policy()).version).to.equal(2)
  })

  it('import nothing that has a fault, and tell all of them with their places', async () => {
    await decide({ resources: [READS] })
    const document = (await exported()).replace('"reads"', '"<reads>"').replace('"on"', '"of"')
    const { status, html } = await post('/import/check', { text: document })
    expect(status).to.equal(422)
    expect(html).to.include('<code>resources.0.id</code>').and.to.include('resources.0.state')
    const twice = (await exported()).replace('{', '{ "format": 2,')
    for (const text of ['', '{', '[]', twice, '['.repeat(50)]) {
      const answer = await post('/import/check', { text })
      expect(answer.status, text).to.equal(422)
      expect((await post('/import/apply', { text, base: '1', digest: '' })).status).to.equal(422)
    }
    expect((await policy()).version).to.equal(1)
  })

  it('refuse a form that is larger than any document', async () => {
    const text = 'x'.repeat(2 * 1024 * 1024)
    expect((await post('/import/check', { text })).status).to.equal(413)
  })
})

function formText(html: string, id: string): string {
  const [, text = ''] =
    new RegExp(`<textarea id="${id}"[^>]*>\\n([^<]*)</textarea>`).exec(html) ?? []
  return (
    formIn(`<textarea name="text" x>\n${text}</textarea>`)['text']?.replaceAll('\r\n', '\n') ?? ''
  )
}
