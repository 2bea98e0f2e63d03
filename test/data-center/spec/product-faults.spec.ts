import { expect } from 'chai'
import { noProductFaults } from '../product/product-faults.ts'
import type { Product } from '../product/start-product.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { startJira } from '../start-jira.ts'
import { askProduct } from './ask-product.ts'

describe('faults of a stand-in product', () => {
  let crowd: Crowd
  let jira: Product
  let authorization = ''

  before(async () => {
    crowd = await startCrowd()
    jira = await startJira({ crowd })
    authorization = `Bearer ${jira.addAccessToken('alice')}`
  })
  after(() => Promise.all([jira.close(), crowd.close()]))
  beforeEach(() => void Object.assign(jira.faults, noProductFaults()))

  const ask = () => askProduct(jira, '/rest/api/2/project', { headers: { authorization } })
  const expectAnswer = async (status: number, user: string | null) =>
    expect(await ask()).to.include({ status, user })

  it('name another user than the one served, or none', async () => {
    jira.faults.wrongUser = 'mallory'
    await expectAnswer(200, 'mallory')
    Object.assign(jira.faults, { ...noProductFaults(), silentUser: true })
    await expectAnswer(200, null)
  })

  it('serve a user as nobody', async () => {
    jira.faults.anonymousAnswers = true
    await expectAnswer(200, 'anonymous')
  })

  it('refuse every call', async () => {
    jira.faults.status401 = true
    await expectAnswer(401, 'anonymous')
  })

  it('break the connection off, and the call is in the log all the same', async () => {
    jira.faults.down = true
    jira.requests.length = 0
    const outcome = await ask().catch(() => 'broken')
    expect(outcome).to.equal('broken')
    expect(jira.requests).to.have.length(1)
  })

  it('answer late', async () => {
    jira.faults.slowMs = 100
    const start = performance.now()
    await ask()
    expect(performance.now() - start).to.be.greaterThan(90)
  })
})
