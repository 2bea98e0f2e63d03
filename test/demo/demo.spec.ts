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
  it('with --once makes five calls that all go as they should, and ends with 0', async () => {
    const demo = start('--once')
    expect(await demo.ended, demo.output()).to.equal(0)
    expect(demo.output().match(/✔/g)).to.have.length(5)
    expect(demo.output()).not.to.contain('✘')
  })

  it('stays up with a curl line that works as pasted, and Ctrl-C leaves nothing', async () => {
    const demo = start()
    await demo.seen('Ctrl-C')
    const curl = /curl -s -H 'Authorization: (.*)' '(.*)'/.exec(demo.output())
    const [, authorization = '', url = ''] = curl ?? []
    const answer = await fetch(url, { headers: { authorization } })
    expect(await answer.json()).to.include({ displayName: 'Alice Abbott' })
    demo.child.kill('SIGINT')
    expect(await demo.ended).to.equal(0)
    const gone = await fetch(url).then(
      () => 'still there',
      () => 'gone',
    )
    expect(gone).to.equal('gone')
  })
})
