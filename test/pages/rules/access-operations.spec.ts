import { expect } from 'chai'
import { formIn } from '../form-in.ts'
import { readerText, startAccess, type AccessWorld } from './access-world.ts'

describe('finding an operation in the form of a rule', () => {
  let world: AccessWorld
  beforeEach(async () => {
    world = await startAccess()
  })
  afterEach(() => world.stop())

  const find = async (text: string) => (await world.post('/resources/find', { find: text })).html
  const newForm = async () => formIn((await world.post('/resources/form')).html)
  const taking = async (operation: string, given: Record<string, string> = {}) => {
    const form = { ...(await newForm()), ...given, do: 'take-operation', operation }
    return (await world.post('/resources/edit', form)).html
  }
  const told = async (path: string, methods: string, listed: readonly string[] = []) => {
    const ticks = Object.fromEntries(listed.map((method) => [`methods.${method}`, 'on']))
    const form = { path, methods, ...ticks }
    return readerText((await world.post('/resources/path', form)).html)
  }

  it('offers the best of what is found, each to be taken with one press', async () => {
    const html = await find('create issue')
    expect(html.match(/<li class="operation-choice"/g)).to.have.length(8)
    const values = /hx-vals="([^"]+)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? ''
    expect(JSON.parse(values)).to.deep.equal({
      do: 'take-operation',
      operation: 'POST /rest/api/3/issue',
    })
    expect(readerText(html)).to.include('The best 8 of 22')
    expect(readerText(await find('zzqq'))).to.include('You can write the path yourself.')
    expect((await find('  ')).trim()).to.equal('')
  })

  it('fills in path, method and an empty name, and leaves everything else as it was typed', async () => {
    const form = formIn(
      await taking('POST /rest/api/3/issue', { networks: '10.0.0.0/8', cost: '3' }),
    )
    expect(form).to.include({
      name: 'Create issue',
      path: '/rest/api/3/issue',
      methods: 'listed',
      'methods.POST': 'on',
      networks: '10.0.0.0/8',
      cost: '3',
    })
    expect(Object.keys(form).filter((name) => name.startsWith('methods.'))).to.have.length(1)
    const named = formIn(await taking('POST /rest/api/3/issue', { name: 'Mine' }))
    expect(named['name']).to.equal('Mine')
    const saved = await world.post('/resources/save', form)
    expect(readerText(saved.html)).to.include('“Create issue” is saved.')
    const [rule] = (await world.document()).resources.slice(-1)
    expect(rule).to.deep.include({ path: '/rest/api/3/issue', methods: ['POST'] })
  })

  it('changes nothing for an operation that there is not, or of the other product', async () => {
    for (const operation of ['POST /rest/api/3/nothing', 'GET /api/v2/pages', '']) {
      const form = formIn(await taking(operation, { path: '/typed' }))
      expect(form).to.include({ path: '/typed', name: '', methods: 'reads' })
    }
  })

  it('says what a path is about while it is typed, by the methods that are chosen', async () => {
    const path = '/rest/api/3/issue/{key}'
    expect(await told(path, 'listed', ['PUT'])).to.match(
      /About “Edit issue” \(PUT\), “Archive issues” \(PUT\)/,
    )
    expect(await told(`${path}/comment`, 'reads')).to.include('About “Get comments” (GET).')
    expect(await told('/rest/api/2/search/jql', 'listed', ['POST'])).to.include(
      'About “Search for issues using JQL enhanced search” (POST). It takes about 11 points',
    )
    expect(await told(path, 'listed', ['GET'])).to.include('It takes about 2 points')
    expect(await told('/rest/agile/1.0/**', 'all')).to.include('About 51 known operations.')
    expect(await told('/rest/api/3/not-known', 'all')).to.include('No operation is known that fits')
  })

  it('warns of what goes away and of what the app does not ask for, before it is saved', async () => {
    expect(await told('/rest/api/3/search', 'listed', ['GET'])).to.include(
      'It is to be taken away: the product has announced it.',
    )
    const field = await told('/rest/api/3/field', 'all')
    expect(field).to.include('“Create custom field” (POST) is beyond what the app asks for')
    expect(await told('/rest/api/3/issue/{key}/comment', 'all')).not.to.match(/taken away|beyond/)
    expect(await told('/rest/api/3/**', 'reads')).to.match(
      /\d+ known operations are to be taken away/,
    )
  })

  it('is for administrators alone', async () => {
    world.dismiss()
    expect((await world.post('/resources/find', { find: 'issue' })).status).to.equal(403)
  })
})
