import { expect } from 'chai'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { askCrowd } from './ask-crowd.ts'

describe('groups of the stand-in Crowd', () => {
  let crowd: Crowd

  before(async () => {
    crowd = await startCrowd()
    crowd.addGroup('team-a', { parents: ['developers'] })
    crowd.addGroup('developers', { parents: ['staff'] })
    crowd.addGroup('staff', { parents: ['team-a'] })
    crowd.addGroup('black or white')
    crowd.addUser('alice', { groups: ['team-a'] })
    crowd.addUser('bob')
  })
  after(() => crowd.close())

  async function names(path: string): Promise<readonly string[]> {
    const { status, body } = await askCrowd(crowd, 'GET', path)
    expect(status).to.equal(200)
    return (body as { groups: { name: string }[] }).groups.map(({ name }) => name)
  }

  const search = (restriction: string) =>
    `/search?entity-type=group&restriction=${encodeURIComponent(restriction)}`

  it('hold a user through other groups too, though they hold each other in a ring', async () => {
    const nested = '/user/group/nested?username=alice'
    expect(await names(nested)).to.deep.equal(['developers', 'staff', 'team-a'])
    expect(await names('/user/group/nested?username=bob')).to.deep.equal([])
  })

  it('come in pages', async () => {
    const nested = '/user/group/nested?username=alice'
    expect(await names(`${nested}&max-results=2`)).to.deep.equal(['developers', 'staff'])
    expect(await names(`${nested}&start-index=2&max-results=2`)).to.deep.equal(['team-a'])
  })

  it('are not told of a user who does not exist', async () => {
    const { status, body } = await askCrowd(crowd, 'GET', '/user/group/nested?username=eve')
    expect(status).to.equal(404)
    expect(body).to.include({ reason: 'USER_NOT_FOUND' })
  })

  it('are found by name, by a part of it, or by one of several', async () => {
    expect(await names(search('name = "staff"'))).to.deep.equal(['staff'])
    expect(await names(search('name=st*'))).to.deep.equal(['staff'])
    expect(await names(search('name = "staff" or name = "team-*"'))).to.have.length(2)
    expect(await names(search('name = "black or white"'))).to.deep.equal(['black or white'])
    expect(await names(search('name = "nothing"'))).to.deep.equal([])
    expect((await askCrowd(crowd, 'GET', search('name = "a" or'))).status).to.equal(400)
  })
})
