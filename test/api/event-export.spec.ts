import { expect } from 'chai'
import { CSV_COLUMNS, CSV_HEADER, csvLine } from '../../src/api/event-csv.ts'
import { exportOperation } from '../../src/api/event-export.ts'
import { EVENT_FORMS } from '../../src/api/event-forms.ts'
import type { CallCompletion, RecordedEvent } from '../../src/audit/audit-event.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { memoryAuditReader } from '../audit/memory-audit-reader.ts'
import { aCallEvent, aChange } from '../support/things.ts'
import { ADA, startManagement, type ManagementWorld } from './management-world.ts'

const COMPLETION: CallCompletion = {
  ...{ outcome: 'answered', status: 201, code: undefined, upstreamStatus: 201 },
  ...{ traceId: 'trace', durationMs: 12, upstreamMs: 9, bytesIn: 3, bytesOut: 2_048 },
}

describe('an export of events', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const record = async (count: number, given: Parameters<typeof aCallEvent>[0] = {}) => {
    for (let at = 0; at < count; at += 1) {
      const event = aCallEvent({ tenantId: world.jira.id, at: world.clock.now() + at, ...given })
      await world.recorded(event, COMPLETION)
    }
  }
  const exported = (query: string, as = ADA) =>
    fetch(`${world.url}/api/v1/events/export${query}`, { headers: { authorization: as } })

  it('has as lines of JSON what the list of events has, in the same order', async () => {
    await record(60)
    await world.recorded(aChange({ tenantId: world.jira.id }))
    await record(3, { tenantId: world.confluence.id })
    const answer = await exported('?format=ndjson')
    expect(answer.headers.get('content-type')).to.equal('application/x-ndjson')
    expect(answer.headers.get('cache-control')).to.equal('no-store')
    expect(answer.headers.get('content-disposition')).to.match(
      /^attachment; filename="gatehouse-jira-acme\.atlassian\.net-\d{4}-\d\d-\d\d\.ndjson"$/,
    )
    const text = await answer.text()
    expect(text.endsWith('\n')).to.equal(true)
    const lines = text.trimEnd().split('\n')
    const { json } = await world.send('GET', '/events?limit=200')
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(json['events'])
    expect(lines).to.have.length(61)
  })

  it('is limited by the filter of the list, and refuses what that refuses', async () => {
    await record(2)
    await record(3, { method: 'POST', actsAs: 'app' })
    const count = async (query: string) =>
      (await (await exported(query)).text()).match(/\n/g)?.length
    expect(await count('?format=csv&shownAs=app')).to.equal(4)
    expect(await count('?shownAs=app')).to.equal(3)
    expect(await count('?format=csv&method=PATCH')).to.equal(1)
    expect(await (await exported('?method=PATCH')).text()).to.equal('')
    for (const query of [
      '?format=xml',
      '?ended=well',
      '?limit=5',
      '?before=1.x',
      '?format=__proto__',
    ]) {
      const { outcome } = await world.send('GET', `/events/export${query}`)
      expect(outcome, query).to.equal('422 request/invalid-input')
    }
  })

  it('is for administrators alone, and has nothing of another tenant', async () => {
    await record(1, { path: '/secret-project' })
    const { outcome, text } = await world.send('GET', '/events/export', { as: 'JWT bob.jira' })
    expect(outcome).to.equal('403 person/not-admin')
    expect(text).not.to.include('secret-project')
    expect(await (await exported('', 'JWT ada.confluence')).text()).to.equal('')
  })

  it('has the head alone where only that is asked for', async () => {
    await record(1)
    for (let at = 0; at < 6; at += 1) {
      const { status, text, headers } = await world.send('HEAD', '/events/export?format=csv')
      expect(`${String(status)} ${text}`).to.equal('200 ')
      expect(headers.get('content-type')).to.equal('text/csv; charset=utf-8')
    }
  })

  it('is refused beside four of the same tenant, and made again when one of these was left', async () => {
    const reader = memoryAuditReader([aCallEvent({ tenantId: world.jira.id })])
    const { handle } = exportOperation({ reader, clock: world.clock })
    const begin = async (tenant: Tenant) => {
      const { stream } = await handle({
        person: { tenant, accountId: 'ada' },
        ...{
          requestId: 'r',
          inPath: {},
          inQuery: { format: 'csv' },
          ifMatch: undefined,
          input: {},
        },
      })
      await stream?.chunks.next()
      return stream?.chunks
    }
    const [first] = [await begin(world.jira), await begin(world.jira)]
    await begin(world.jira)
    const last = await begin(world.jira)
    const busy = () => begin(world.jira).then(() => 'made', codeOf)
    expect(await busy()).to.equal('gatehouse/busy')
    await begin(world.confluence)
    await first?.return(undefined)
    expect(await busy()).to.equal('made')
    expect(await busy()).to.equal('gatehouse/busy')
    while ((await last?.next())?.done === false);
    expect(await busy()).to.equal('made')
  })
})

function codeOf(thrown: unknown): string {
  return thrown instanceof Refusal ? thrown.code : String(thrown)
}

describe('a line of an export as CSV', () => {
  const cellsOf = (event: RecordedEvent) => {
    const cells = readCsv(csvLine(event))
    return Object.fromEntries(CSV_COLUMNS.map((column, at) => [column, cells[at]]))
  }

  it('has a column for every member that the form of an event has', () => {
    const members = (form: object, prefix = ''): string[] =>
      Object.entries((Reflect.get(form, 'properties') ?? {}) as object).flatMap(([name, each]) => {
        const inner = members(each as object, `${prefix}${name}.`)
        return inner.length > 0 ? inner : [prefix + name]
      })
    const all = EVENT_FORMS.Event.anyOf.flatMap((form) => members(form))
    expect([...CSV_COLUMNS].sort()).to.deep.equal([...new Set(all)].sort())
    expect(CSV_HEADER).to.equal(`${CSV_COLUMNS.join(',')}\r\n`)
  })

  it('says what was recorded, in the columns of the header', () => {
    const call = aCallEvent({
      shadows: 'would-deny:a would-limit:b',
      limits: 'all=1/5 per-token=98/100',
      seen: { access: 'write', groups: ['staff', 'ci'], queryNames: [] },
    })
    const cells = cellsOf({ ...call, outcome: 'answered', completion: COMPLETION })
    expect(cells).to.include({
      at: '2023-11-14T22:13:20.000Z',
      kind: 'call',
      shadows: 'would-deny:a would-limit:b',
      limits: 'all=1/5 per-token=98/100',
      'seen.groups': 'staff ci',
      'completion.upstreamMs': '9',
      'completion.bytesOut': '2048',
      facts: '',
    })
    const facts = { name: 'a "new" token, mine', days: 7 }
    const change = cellsOf(aChange({ facts }))
    expect(JSON.parse(change['facts'] ?? '')).to.deep.equal(facts)
    expect(change).to.include({ actor: 'account-alice', method: '' })
  })

  it('is read back as it was, whatever signs of CSV a text has', () => {
    for (const text of ['a,b', 'a"b', '"', 'a\r\nb', 'a\nb', ',,', ' ', 'ä;ö']) {
      expect(cellsOf(aCallEvent({ path: text }))['path'], text).to.equal(text)
    }
  })

  it('is no formula, wherever a spreadsheet lets a cell begin', () => {
    const path = (text: string) => cellsOf(aCallEvent({ path: text }))['path']
    for (const begin of ['=', '+', '-', '@', '\t', '\r']) {
      expect(path(`${begin}cmd|' /C calc'!A0`)).to.equal(`'${begin}cmd|' /C calc'!A0`)
    }
    expect(path('/x;=1+1')).to.equal(`/x;'=1+1`)
    expect(path('/x\t@y')).to.equal(`/x\t'@y`)
    expect(path('/x\n=y')).to.equal(`/x\n'=y`)
    expect(path('/rest/api/3/issue/A-1?=+@')).to.equal('/rest/api/3/issue/A-1?=+@')
  })
})

/** One line, read as RFC 4180 has it. */
function readCsv(line: string): string[] {
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (;;) {
    const [whole, quoted, plain, end] = cell.exec(line) ?? []
    if (whole === undefined) throw new Error(`no cell at ${String(cells.length)}`)
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') return cells
  }
}
