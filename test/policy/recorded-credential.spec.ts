import { expect } from 'chai'
import { hashedBy, inClear, looksHashed } from '../../src/audit/subject-writer.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createRecordedCredential, recordedDetail } from '../../src/policy/recorded-credential.ts'

const key = new Secret('a key of tests')
const ANN = { kind: 'provider-token', id: 'p#1', provider: 'p', subject: 'ann' } as const

describe('a credential as the record has it', () => {
  it('is the very same where subjects stay in clear, so that a call pays nothing for it', () => {
    const recorded = createRecordedCredential(inClear)
    expect(recorded('t', ANN)).to.equal(ANN)
    expect(recordedDetail('subject "ann"', ANN, recorded('t', ANN))).to.equal('subject "ann"')
  })

  it('has a hash in the place of the subject and all else as it is, hashed once for a remembered token', () => {
    let hashes = 0
    const write = hashedBy(key)
    const recorded = createRecordedCredential((...given) => ((hashes += 1), write(...given)))
    const made = recorded('t', ANN)
    expect(made).to.deep.equal({ ...ANN, subject: write('t', 'ann') })
    expect(looksHashed(made.subject ?? '')).to.equal(true)
    expect(recorded('t', ANN)).to.equal(made)
    expect(hashes).to.equal(1)
  })

  it('is never that of another tenant, though both remember one token', () => {
    const recorded = createRecordedCredential(hashedBy(key))
    const one = recorded('one', ANN).subject
    expect(recorded('other', ANN).subject).not.to.equal(one)
    expect(recorded('one', ANN).subject).to.equal(one)
  })

  it('stays as it is where it names nobody', () => {
    const token = { kind: 'api-token', id: 'a' } as const
    expect(createRecordedCredential(hashedBy(key))('t', token)).to.equal(token)
  })

  it('stands in details too, however the subject is spelled in JSON', () => {
    const subject = '$& "x"'
    const credential = { ...ANN, subject }
    const made = createRecordedCredential(hashedBy(key))('t', credential)
    const detail = `provider p, subject ${JSON.stringify(subject)}: no link`
    expect(recordedDetail(detail, credential, made)).to.equal(
      `provider p, subject "${made.subject ?? ''}": no link`,
    )
    expect(recordedDetail(undefined, credential, made)).to.equal(undefined)
  })
})
