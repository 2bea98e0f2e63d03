import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { assetAddresses } from '../../src/pages/assets.ts'
import { startPages, type PagesWorld } from './pages-world.ts'

describe('the assets', () => {
  let world: PagesWorld
  before(async () => {
    world = await startPages()
  })
  after(() => world.stop())

  it('are cached for ever, since their address is made from their content', async () => {
    const { stylesheets, htmx, scripts } = assetAddresses()
    const { html } = await world.page('/api-access', 'alice')
    for (const address of [...stylesheets, htmx, ...scripts]) {
      expect(html).to.include(`"${address}"`)
      const answer = await fetch(`${world.url}${address}`)
      const digest = createHash('sha256').update(Buffer.from(await answer.arrayBuffer()))
      expect(address).to.include(`.${digest.digest('hex').slice(0, 16)}.`)
      expect(answer.headers.get('content-type')).to.equal(
        address.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      )
      expect(answer.headers.get('cache-control')).to.include('immutable')
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff')
    }
  })

  it('are nothing but these: no other file can be had', async () => {
    for (const path of ['page.css', 'htmx.0000000000000000.js', '..%2f..%2fpackage.json']) {
      expect((await fetch(`${world.url}/assets/${path}`)).status).to.equal(404)
    }
  })

  it('include htmx as the package has it', async () => {
    const packaged = await readFile(
      new URL('../../node_modules/htmx.org/dist/htmx.min.js', import.meta.url),
    )
    const served = await fetch(`${world.url}${assetAddresses().htmx}`)
    expect(Buffer.from(await served.arrayBuffer()).equals(packaged)).to.equal(true)
  })
})
