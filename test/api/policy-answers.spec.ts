import { expect } from 'chai'
import { describedForms, type DescribedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument, aFullDocument, everyKindOfProvider, secretTexts } from './policy-things.ts'
import { DATA_CENTER_SWITCHES } from '../../src/policy/switches.ts'

type Fields = Record<string, unknown>

describe('what the management API says of its answers about the policy', () => {
  let world: ManagementWorld
  let forms: DescribedForms
  before(async () => {
    world = await startManagement()
    forms = await describedForms(world)
  })
  after(() => world.stop())

  const full = aFullDocument()
  const put = (version: number, body: object, query = '') =>
    world.send('PUT', `/policy${query}`, { headers: { 'if-match': `"${version}"` }, body })
  const restore = (version: number, body: object, query = '') =>
    world.send('POST', `/policy/restore${query}`, { headers: { 'if-match': `"${version}"` }, body })

  it('is true of each answer, with a document that has everything', async () => {
    const sent = JSON.parse(JSON.stringify(full)) as Fields
    expect(forms.inputFaultsOf('put', '/policy', sent)).to.equal(undefined)
    const providers = everyKindOfProvider(secretTexts())
    expect((await put(0, full)).outcome).to.equal('200')
    expect((await put(1, aDocument({ providers }))).outcome).to.equal('200')
    for (const [expected, method, path, answer] of [
      ['200', 'get', '/policy', await world.send('GET', '/policy')],
      ['200', 'put', '/policy', await put(2, full)],
      ['200', 'put', '/policy', await put(3, aDocument(), '?dryRun=true')],
      ['412 policy/changed', 'put', '/policy', await put(1, full)],
      ['422 request/invalid-input', 'put', '/policy', await put(3, { format: 2 })],
      [
        '428 policy/no-precondition',
        'put',
        '/policy',
        await world.send('PUT', '/policy', { body: full }),
      ],
      ['200', 'post', '/policy/restore', await restore(3, { version: 1 }, '?dryRun=true')],
      ['200', 'post', '/policy/restore', await restore(3, { version: 2 })],
      ['412 policy/changed', 'post', '/policy/restore', await restore(3, { version: 2 })],
      ['422 request/invalid-input', 'post', '/policy/restore', await restore(4, { version: 99 })],
      ['200', 'get', '/policy/versions', await world.send('GET', '/policy/versions')],
      ['200', 'get', '/policy/versions', await world.send('GET', '/policy/versions?limit=1')],
      ['200', 'get', '/policy/versions/{version}', await world.send('GET', '/policy/versions/1')],
      [
        '404 request/not-found',
        'get',
        '/policy/versions/{version}',
        await world.send('GET', '/policy/versions/9'),
      ],
      ['200', 'get', '/policy/diff', await world.send('GET', '/policy/diff?from=1&to=2')],
      ['200', 'get', '/policy/diff', await world.send('GET', '/policy/diff?from=0')],
      [
        '422 request/invalid-input',
        'get',
        '/policy/diff',
        await world.send('GET', '/policy/diff?to=x'),
      ],
    ] as const) {
      expect(answer.outcome, `${method} ${path}`).to.equal(expected)
      const faults = forms.faultsOf(method, path, answer.status, answer.json)
      expect(faults, `${method} ${path} ${answer.text}`).to.equal(undefined)
    }
  })

  it('is not true of anything more or less than is answered, wherever it stands', async () => {
    const answer = { version: 1, document: full }
    const faultsOf = (body: unknown) => forms.faultsOf('get', '/policy', 200, body)
    expect(faultsOf(answer)).to.equal(undefined)
    const others = variants(answer)
    expect(others).to.have.length.greaterThan(60)
    for (const { what, value } of others) expect(faultsOf(value), what).not.to.equal(undefined)
  })
})

/** Members that answers may have or not: leaving one of them out makes no wrong answer. */
const OPTIONAL = new Set([
  ...['proxy', 'query', 'actsAs', 'who', 'networks', 'anonymous', 'cost', 'burst'],
  ...['tokenDaysMax', 'liveTokensMax', 'liveMax', 'idleDays'],
  ...['enabled', 'algorithms', 'groupsClaim', 'issuer'],
  ...['retention', 'keepDays', 'keepEvents'],
])

/** Switches that a site of the Cloud need not say anything of. */
const ALWAYS_OPTIONAL = new Set<string>(DATA_CENTER_SWITCHES)

/** The same with a member too much in each object, and with each member left out that has to be there. */
function variants(whole: unknown): readonly { readonly what: string; readonly value: unknown }[] {
  const text = JSON.stringify(whole)
  const made: { readonly what: string; readonly value: unknown }[] = []
  const paths: (readonly string[])[] = []
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value)) paths.push(path)
    for (const [name, member] of Object.entries(value)) walk(member, [...path, name])
  }
  walk(JSON.parse(text), [])
  const copyAt = (path: readonly string[]) => {
    const copy = JSON.parse(text) as Fields
    const place = path.reduce((at, name) => at[name] as Fields, copy)
    return { copy, place }
  }
  for (const path of paths) {
    const more = copyAt(path)
    more.place['surplus'] = 1
    made.push({ what: `surplus in ${path.join('.')}`, value: more.copy })
    for (const name of Object.keys(copyAt(path).place)) {
      const isRequired = path.at(-1) === 'switches' || path.at(-2) === 'bypasses'
      if (OPTIONAL.has(name) && !isRequired) continue
      if (ALWAYS_OPTIONAL.has(name)) continue
      const less = copyAt(path)
      Reflect.deleteProperty(less.place, name)
      made.push({ what: `no ${[...path, name].join('.')}`, value: less.copy })
    }
  }
  return made
}
