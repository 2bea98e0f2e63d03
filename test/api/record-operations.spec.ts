import { createPublicKey, verify } from 'node:crypto'
import { expect } from 'chai'
import { parseKeptHeads } from '../../src/audit/parse-kept-heads.ts'
import { aBusyLog } from '../audit/a-log.ts'
import { there } from '../audit/there.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

describe('the record, by the management API', () => {
  let world: ManagementWorld
  before(async () => {
    world = await startManagement()
    await world.chained(aBusyLog(10, { tenantId: world.jira.id, from: world.clock.now() }))
    await world.chained(aBusyLog(3, { tenantId: world.confluence.id, from: world.clock.now() }))
    await world.signHeads()
  })
  after(() => world.stop())

  it('tells how much there is and where it was signed, of the own tenant alone', async () => {
    const forms = await describedForms(world)
    const { status, json } = await world.send('GET', '/audit/record')
    expect(status).to.equal(200)
    expect(forms.faultsOf('get', '/audit/record', 200, json)).to.equal(undefined)
    expect(json).to.include({ since: new Date(world.clock.now()).toISOString(), unchained: 0 })
    expect(json['lastHead']).to.include({ seq: json['lines'], tenant: world.jira.id })
    const confluence = await world.bearer('manage', world.confluence)
    const other = await world.send('GET', '/audit/record', { as: confluence })
    expect(other.json['lines']).to.be.lessThan(Number(json['lines']))
  })

  it('gives out heads that anybody can check with the key, and that are taken as kept', async () => {
    const { json, text } = await world.send('GET', '/audit/heads?limit=1')
    const head = there(parseKeptHeads(text)?.[0])
    const signed = ['gatehouse audit head 1', head.tenantId, head.seq, head.hash, head.at].join(
      '\n',
    )
    const key = createPublicKey(String(json['publicKey']))
    const signature = Buffer.from(head.signature, 'base64url')
    expect(verify(null, Buffer.from(signed), key, signature)).to.equal(true)
    for (const limit of ['0', '201', 'x']) {
      const refused = await world.send('GET', `/audit/heads?limit=${limit}`)
      expect(refused.outcome).to.equal('422 request/invalid-input')
    }
  })

  it('proves the end of the record', async () => {
    const { json } = await world.send('GET', '/audit/verify')
    expect(json).to.include({ faultCount: 0, after: 0, unsigned: 0 })
    expect(json['lines']).to.be.greaterThan(10)
  })
})
