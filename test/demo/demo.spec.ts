import { expect } from 'chai'
import { spawnDemo } from './spawn-demo.ts'

describe('npm run demo', () => {
  it('with --once tells sixteen things that all go as they should, and ends with 0', async () => {
    const demo = spawnDemo('--once')
    expect(await demo.ended, demo.output()).to.equal(0)
    expect(demo.output().match(/✔/g)).to.have.length(16)
    expect(demo.output()).not.to.contain('✘')
    expect(demo.output(), 'no warning of any package').not.to.match(/warning/i)
  })

  it('stays up with curl lines that work as pasted, and Ctrl-C leaves nothing', async () => {
    const demo = spawnDemo()
    await demo.seen('Ctrl-C')
    const lines = [...demo.output().matchAll(/curl -s -H 'Authorization: (.*)' '(.*)'/g)]
    const pasted = lines.map(async ([, authorization = '', url = '']) =>
      (await fetch(url, { headers: { authorization } })).json(),
    )
    const [person, job] = (await Promise.all(pasted)) as Record<string, unknown>[]
    expect(person).to.include({ displayName: 'Alice Abbott' })
    expect(job).to.have.nested.property('fields.summary', 'A note')
    const url = lines[0]?.[2] ?? ''
    demo.child.kill('SIGINT')
    expect(await demo.ended).to.equal(0)
    const gone = await fetch(url).then(
      () => 'still there',
      () => 'gone',
    )
    expect(gone).to.equal('gone')
  })
})
