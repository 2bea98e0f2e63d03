import { expect } from 'chai'
import fc from 'fast-check'
import { faultAt, placeOf, pointerOf } from '../../src/lib/fault-place.ts'

describe('the place of a fault', () => {
  it('is a pointer beside the path, escaped as RFC 6901 asks', () => {
    expect(pointerOf({ path: '' })).to.equal('')
    expect(pointerOf({ path: 'resources.3.path' })).to.equal('/resources/3/path')
    expect(pointerOf(faultAt(['a/b', 'm~n'], ''))).to.equal('/a~1b/m~0n')
    expect(pointerOf(faultAt(['~1'], ''))).to.equal('/~01')
    expect(pointerOf(faultAt(['a', 'b.c', 0], ''))).to.equal('/a/b.c/0')
    expect(pointerOf(faultAt([''], ''))).to.equal('/')
  })

  it('is kept apart from the path only where the path could be read in two ways', () => {
    expect(faultAt(['a', 0, 'b/c'], 'x')).to.deep.equal({ path: 'a.0.b/c', says: 'x' })
    expect(faultAt(['a.b'], 'x')).to.deep.equal({ path: 'a.b', pointer: '/a.b', says: 'x' })
  })

  it('is found again whatever the names on the way are', () => {
    const names = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('', '.', '/', '~', '~1', '~01', 'a.b')),
    )
    fc.assert(
      fc.property(names, (place) => {
        expect(placeOf(faultAt(place, 'x'))).to.deep.equal(place)
      }),
    )
  })
})
