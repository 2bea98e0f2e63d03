import { expect } from 'chai'
import type { Product } from '../product/start-product.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { startJira } from '../start-jira.ts'
import { askProduct } from './ask-product.ts'

describe('what a stand-in product tells Crowd of an address', () => {
  let crowd: Crowd
  let jira: Product

  beforeEach(async () => {
    crowd = await startCrowd()
    crowd.addUser('alice')
    jira = await startJira({ crowd, cookieName: 'crowd.token_key' })
  })
  afterEach(() => Promise.all([jira.close(), crowd.close()]))

  const visit = (headers: Readonly<Record<string, string>>) => {
    const token = crowd.signIn('alice', { remoteAddress: '127.0.0.1' })
    return askProduct(jira, '/rest/api/2/myself', {
      headers,
      cookies: { 'crowd.token_key': token },
    })
  }

  it('is the peer alone where nothing else was forwarded', async () => {
    const alone = { validationFactors: [{ name: 'remote_address', value: '127.0.0.1' }] }
    expect((await visit({})).user).to.equal('alice')
    expect((await visit({ 'x-forwarded-for': '127.0.0.1' })).user).to.equal('alice')
    expect(crowd.requests.map(({ body }) => body)).to.deep.equal([alone, alone])
    expect(crowd.requests.map(({ application }) => application)).to.deep.equal(['jira', 'jira'])
  })

  it('is of no use while Crowd does not answer: the user is nobody', async () => {
    crowd.faults.down = true
    expect(await visit({})).to.include({ status: 401, user: 'anonymous' })
  })
})
