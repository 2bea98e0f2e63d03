import { inspect } from 'node:util'
import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import { testLog } from '../support/sinks.ts'

describe('a secret', () => {
  const text = 'correct-horse-battery-staple'
  const secret = new Secret(text)

  it('gives its value only on being asked to reveal it', () => {
    expect(secret.reveal()).to.equal(text)
  })

  it('prints as [sealed] however it is turned into text', () => {
    const printed = [
      String(secret),
      ''.concat(secret as unknown as string),
      JSON.stringify({ secret }),
      inspect(secret, { depth: null, showHidden: true }),
      inspect({ nested: { secret } }),
    ]
    for (const each of printed) {
      expect(each).to.contain('[sealed]')
      expect(each).not.to.contain(text)
    }
  })

  it('is sealed in log lines too, as are fields that are named like a credential', () => {
    const { log, lines } = testLog()
    log.info({ secretValue: secret, authorization: text, deep: { sharedSecret: text } }, 'hello')
    expect(lines).to.have.length(1)
    expect(lines[0]).to.contain('hello').and.not.to.contain(text)
  })
})
