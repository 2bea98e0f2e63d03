import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url))

function start(...given: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...given])
  let output = ''
  const seen = (text: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => {
        if (output.includes(text)) resolve()
      })
    })
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (output += part.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended, seen, output: () => output }
}

describe('npm run demo', () => {
  it('with --once tells sixteen things that all go as they should, and ends with 0', async () => {
    const demo = start('--once')
    expect(await demo.ended, demo.output()).to.equal(0)
    expect(demo.output().match(/✔/g)).to.have.length(16)
    expect(demo.output()).not.to.contain('✘')
    expect(demo.output(), 'no warning of any package').not.to.match(/warning/i)
  })

  it('stays up with curl lines that work as pasted, and Ctrl-C leaves nothing', async () => {
    const demo = start()
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
