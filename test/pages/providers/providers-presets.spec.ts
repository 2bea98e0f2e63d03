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

  it('stay beside the form when it is refused', async () => {
    const [preset] = PRESETS
    const { html } = await world.act('/providers/form', 'ada', { preset: preset?.id ?? '' })
    const refused = await world.act('/providers/save', 'ada', { ...formIn(html), audiences: '' })
    expect(refused.status).to.equal(422)
    expect(refused.html).to.include(`Setting up ${String(preset?.name)}`)
  })
})
