import { expect } from 'chai'
import { PRESETS } from '../../../src/identity/providers/presets.ts'
import { fieldFor } from '../../../src/pages/providers/fault-fields.ts'
import { newForm } from '../../../src/pages/providers/provider-presets.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

describe('the presets of providers', () => {
  let world: PagesWorld
  before(async () => {
    world = await startPages()
  })
  after(() => world.stop())

  it('are all offered, and a provider of any other kind', async () => {
    const { html } = await world.act('/providers/add', 'ada', {})
    const offered = [...html.matchAll(/name="preset" value="([^"]*)"/g)].map(([, id]) => id)
    expect(offered).to.deep.equal([...PRESETS.map(({ id }) => id), ''])
  })

  for (const preset of PRESETS) {
    it(`fill the form for ${preset.name}, with what is to be done at the field where it is done`, async () => {
      const { status, html } = await world.act('/providers/form', 'ada', { preset: preset.id })
      expect(status).to.equal(200)
      expect(html).to.include(`Add ${preset.name}`)
      expect(formIn(html)).to.include({ preset: preset.id, editedId: '' })
      const form = newForm(preset.draft)
      for (const { in: path } of preset.placeholders) {
        const name = fieldFor(path, form)
        expect(name, path).to.be.a('string')
        expect(html).to.include(`id="provider-${String(name).replaceAll('.', '-')}-todo"`)
      }
    })
  }

  it('go on saying what is to be done at a condition, wherever edits of the rules put it', async () => {
    const says = 'The repository, such as acme/web.'
    const at = (html: string) =>
      [...html.matchAll(/id="provider-([\w-]+)-todo" class="todo">([^<]*)/g)]
        .filter(([, , text]) => text === says)
        .map(([, name]) => name)
    let { html } = await world.act('/providers/form', 'ada', { preset: 'github-actions' })
    const { preset } = formIn(html)
    const press = async (edit: Readonly<Record<string, string>>) => {
      const form = { ...formIn(html), preset: String(preset), ...edit }
      html = (await world.act('/providers/rules', 'ada', form)).html
      return at(html)
    }
    expect(await press({ do: 'add-row', rule: '0' })).to.deep.equal(['rules-0-when-0-value'])
    await press({ do: 'add-rule' })
    expect(await press({ do: 'raise-rule', rule: '1' })).to.deep.equal(['rules-1-when-0-value'])
    expect(await press({ do: 'show-json', rule: '1' })).to.deep.equal(['rules-1-json'])
    await press({ do: 'show-rows', rule: '1' })
    expect(await press({ do: 'remove-row', rule: '1', row: '0' })).to.be.empty
  })

  it('stay beside the form when it is refused', async () => {
    const [preset] = PRESETS
    const { html } = await world.act('/providers/form', 'ada', { preset: preset?.id ?? '' })
    const refused = await world.act('/providers/save', 'ada', { ...formIn(html), audiences: '' })
    expect(refused.status).to.equal(422)
    expect(refused.html).to.include(`Setting up ${String(preset?.name)}`)
  })
})
