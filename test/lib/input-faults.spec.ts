import { expect } from 'chai'
import { z } from 'zod'
import { faultsOf, memberMessage } from '../../src/lib/input-faults.ts'

describe('the faults of an input', () => {
  const schema = z.strictObject(
    { issuer: z.string() },
    { error: memberMessage(['issuer'], 'Give an object.') },
  )
  const faults = (input: unknown) => faultsOf(schema.safeParse(input).error?.issues ?? [])

  it('name each member that is not known, and what was likely meant', () => {
    expect(faults({ issuer: 'x', isuer: 'y', z: 1 })).to.deep.equal([
      { path: 'isuer', says: 'This member is not known here; did you mean issuer?' },
      { path: 'z', says: 'This member is not known here; known are issuer.' },
    ])
    expect(faults(7)).to.deep.equal([{ path: '', says: 'Give an object.' }])
  })

  it('are told for fifty unknown members, not for thousands', () => {
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`isue${i}`, i]))
    expect(faults({ ...many, issuer: 'x' })).to.have.length(50)
  })
})
