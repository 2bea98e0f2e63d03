import { expect } from 'chai'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { validate } from './ask-crowd.ts'

const [home, thief, gateway, edge] = ['203.0.113.7', '198.51.100.1', '10.0.0.5', '10.0.0.9']

describe('the address that Crowd holds a session to', () => {
  let crowd: Crowd

  before(async () => {
    crowd = await startCrowd()
    crowd.addUser('alice')
  })
  after(() => crowd.close())
  beforeEach(() => {
    crowd.settings.requiresConsistentAddress = true
    crowd.settings.trustedProxies = [gateway, edge]
  })

  async function isValid(token: string, remoteAddress: string, forwardedFor?: string) {
    return (await validate(crowd, token, remoteAddress, forwardedFor)).status === 200
  }

  it('must be the one it was made from', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    expect(await isValid(token, home)).to.equal(true)
    expect(await isValid(token, thief)).to.equal(false)
  })

  it('is of no matter once the rule is off: the cookie alone is the user', async () => {
    crowd.settings.requiresConsistentAddress = false
    const token = crowd.signIn('alice', { remoteAddress: home })
    expect(await isValid(token, thief)).to.equal(true)
  })

  it('makes sessions end when its rule is changed', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    crowd.settings.requiresConsistentAddress = false
    expect(await isValid(token, home)).to.equal(false)
  })

  it('is what a trusted proxy forwards', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    expect(await isValid(token, gateway, home)).to.equal(true)
    expect(await isValid(token, gateway)).to.equal(false)
  })

  it('is not what anybody else forwards', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    expect(await isValid(token, thief, home)).to.equal(false)
    expect(await isValid(token, home, thief)).to.equal(true)
  })

  it('is the first one from the right that is not a trusted proxy', async () => {
    const token = crowd.signIn('alice', { remoteAddress: gateway, forwardedFor: home })
    expect(await isValid(token, gateway, `${home}, ${edge}`)).to.equal(true)
    expect(await isValid(token, gateway, `${thief}, ${home}, ${edge}`)).to.equal(true)
    // What the client put on the left is not believed.
    expect(await isValid(token, gateway, `${home}, ${thief}, ${edge}`)).to.equal(false)
  })
})
