import { expect } from 'chai'
import { z } from 'zod'
import { pointerOf } from '../../src/lib/fault-place.ts'
import { faultsAt, faultsOf, memberMessage } from '../../src/lib/input-faults.ts'

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

  it('point to a member whose name has a dot, a slash or a tilde, also as faults of a part', () => {
    const names = ['a.b', 'c/d', 'e~f', 'g~1h']
    const found = faults({ issuer: 'x', ...Object.fromEntries(names.map((name) => [name, 1])) })
    expect(found.map(pointerOf)).to.deep.equal(['/a.b', '/c~1d', '/e~0f', '/g~01h'])
    const ofWhole = faultsAt('providers.0', found)
    expect(ofWhole.map(pointerOf)).to.deep.equal([
      '/providers/0/a.b',
      '/providers/0/c~1d',
      '/providers/0/e~0f',
      '/providers/0/g~01h',
    ])
    expect(ofWhole[0]?.path).to.equal('providers.0.a.b')
    expect(faultsAt('part', [{ path: '', says: 'x' }])).to.deep.equal([{ path: 'part', says: 'x' }])
  })
})
