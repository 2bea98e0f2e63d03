import { expect } from 'chai'
import { APP_TOKEN, startWorld, USER_TOKEN, type GatewayWorld } from './world/gateway-world.ts'

const PATH = '/rest/api/3/search/jql'

describe('the record of a decision', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld({ groups: ['devs', 'ops'] })
  })
  afterEach(() => world.close())

  it('tells by which version of the rules and of what it was made, without values of the query', async () => {
    const target = world.at(`${PATH}?jql=assignee%3Dann&fields=a&fields=b&=x`)
    await world.call({ target, token: USER_TOKEN })
    const [event] = await world.records()
    expect(event).to.deep.include({
      policyVersion: 1,
      caller: `api-token ${event?.credentialId ?? ''}`,
      seen: { access: 'write', groups: ['devs', 'ops'], queryNames: ['jql', 'fields', ''] },
    })
    expect(JSON.stringify(event)).not.to.contain('assignee')
  })

  it('keeps no more of a query than some names, and no more of a name than its beginning', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `${'n'.repeat(100)}${String(at)}=1`)
    await world.call({ target: world.at(`${PATH}?${names.join('&')}`), token: USER_TOKEN })
    const [event] = await world.records()
    expect(event?.seen?.queryNames).to.have.length(20)
    expect(event?.seen?.queryNames[0]).to.equal('n'.repeat(64))
  })

  it('is there for a refusal by the rules as well', async () => {
    await world.close()
    world = await startWorld({ document: { resources: [] }, groups: ['devs'] })
    await world.call({ target: world.at(PATH), token: USER_TOKEN })
    const [event] = await world.records()
    expect(event).to.deep.include({ decision: 'deny', rule: 'no-rule-allows', policyVersion: 1 })
    expect(event?.seen?.groups).to.deep.equal(['devs'])
  })

  it('has what the product says of an operation that it takes away, in one plain line', async () => {
    const said = {
      deprecation: '@1767225600',
      sunset: 'Sun, 28 Feb 2027 00:00:00 GMT',
    }
    const cases: readonly (readonly [Record<string, string>, string | undefined])[] = [
      [said, 'deprecation=@1767225600; sunset=Sun, 28 Feb 2027 00:00:00 GMT'],
      [{ sunset: said.sunset }, 'sunset=Sun, 28 Feb 2027 00:00:00 GMT'],
      [{}, undefined],
      [{ deprecation: ' ' }, undefined],
      [{ deprecation: 'x'.repeat(500) }, `deprecation=${'x'.repeat(80)}`],
    ]
    for (const [headers, expected] of cases) {
      world.product.handler = (_req, res) => res.writeHead(200, headers).end('{}')
      await world.call({ target: world.at(PATH), token: APP_TOKEN })
      expect((await world.records()).at(-1)?.completion?.deprecation).to.equal(expected)
    }
  })
})
