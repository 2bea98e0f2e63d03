import { expect } from 'chai'
import { rawCall } from './world/raw-call.ts'
import { APP_TOKEN, startWorld } from './world/gateway-world.ts'

describe('headers of the gateway’s own', () => {
  it('leave repeated headers of the product alone, also where https is insisted on', async () => {
    const world = await startWorld({ baseUrl: 'https://gatehouse.example.com' })
    world.product.handler = (_req, res) => {
      res.writeHead(200, [
        'Link',
        '<a>',
        'Link',
        '<b>',
        'Cache-Control',
        'no-store',
        'Cache-Control',
        'private',
      ])
      res.end('x')
    }
    const answer = await world.call({ target: world.at('/rest/api/3/myself'), token: APP_TOKEN })
    expect(answer.headers['link']).to.equal('<a>, <b>')
    expect(answer.headers['cache-control']).to.equal('no-store, private')
    expect(answer.headers['strict-transport-security']).to.equal(
      'max-age=31536000; includeSubDomains',
    )
    const refused = await rawCall(world.origin, { target: world.at('/rest/api/3/myself') })
    expect(refused.headers['strict-transport-security']).to.contain('max-age=31536000')
    await world.close()
  })
})
