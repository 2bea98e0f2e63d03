import { expect } from 'chai'
import { Refusal } from '../../../src/lib/refusal.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aKeyBook, kidsOf } from './counting-keys.ts'

const MINUTE = 60_000
const DOWN = new Refusal('provider/unavailable', { detail: 'login.acme.example: ECONNREFUSED' })

describe('published keys, as time passes', () => {
  it('are one and the same object until ten minutes are over, then read anew', async () => {
    const book = aKeyBook()
    const set = await book.keys()
    book.clock.move(10 * MINUTE - 1)
    expect(await book.keys('one')).to.equal(set)
    expect(book.asked).to.have.length(1)
    book.clock.move(1)
    const next = await book.keys('one')
    expect(next, 'the same keys, read anew').not.to.equal(set)
    expect(await book.keys()).to.equal(next)
    expect(book.asked).to.have.length(2)
  })

  it('count from before they were asked for', async () => {
    const book = aKeyBook()
    const release = book.hold()
    const first = book.keys()
    book.clock.move(5 * MINUTE)
    release()
    const set = await first
    book.publish('one')
    book.clock.move(5 * MINUTE)
    expect(await book.keys()).not.to.equal(set)
  })

  it('end with the first newer set that leaves them out', async () => {
    const book = aKeyBook()
    book.publish('one', 'two')
    await book.keys()
    book.publish('two')
    expect(kidsOf(await book.keys('unknown'))).to.deep.equal(['two'])
    expect(kidsOf(await book.keys('two'))).to.deep.equal(['two'])
  })
})

describe('a key id that nobody knows', () => {
  it('is looked for at once: a key that was published just now works', async () => {
    const book = aKeyBook()
    const before = await book.keys('one')
    book.publish('one', 'two')
    const after = await book.keys('two')
    expect(kidsOf(after)).to.deep.equal(['one', 'two'])
    expect(after).not.to.equal(before)
    expect(await book.keys('one')).to.equal(after)
    expect(book.asked).to.have.length(2)
  })

  it('is not looked for in a set that was read for the very same call', async () => {
    const book = aKeyBook()
    await book.keys('unknown')
    expect(book.asked).to.have.length(1)
    book.clock.move(10 * MINUTE)
    await book.keys('another')
    expect(book.asked).to.have.length(2)
  })

  it('costs one fetch in thirty seconds, however many come at once or one by one', async () => {
    const book = aKeyBook()
    await book.keys('one')
    const garbage = (round: number) => Array.from({ length: 1_000 }, (_, i) => `${round}-${i}`)
    for (const [round, fetches] of [
      [1, 2],
      [2, 3],
      [3, 4],
    ] as const) {
      await Promise.all(garbage(round).map((kid) => book.keys(kid)))
      for (const kid of garbage(-round)) await book.keys(kid)
      book.clock.move(29_999)
      await book.keys('still the same half minute')
      expect(book.asked).to.have.length(fetches)
      book.clock.move(1)
    }
  })

  it('waits for a set that is under way rather than being told of the old one', async () => {
    const book = aKeyBook()
    await book.keys()
    book.publish('one', 'two')
    const release = book.hold()
    const first = book.keys('garbage')
    const second = book.keys('two')
    release()
    expect(kidsOf(await second)).to.deep.equal(['one', 'two'])
    expect(await first).to.equal(await second)
    expect(book.asked).to.have.length(2)
  })

  it('is not looked for again for five minutes; another one is', async () => {
    const book = aKeyBook()
    await book.keys()
    await book.keys('garbage')
    expect(book.asked).to.have.length(2)
    for (let i = 0; i < 9; i += 1) {
      book.clock.move(30_000)
      await book.keys('garbage')
    }
    expect(book.asked).to.have.length(2)
    await book.keys('genuine')
    expect(book.asked).to.have.length(3)
    book.clock.move(30_001)
    await book.keys('garbage')
    expect(book.asked).to.have.length(4)
  })

  it('that turns up in a set read for another reason works at once', async () => {
    const book = aKeyBook()
    await book.keys()
    await book.keys('late')
    book.publish('one', 'late')
    book.clock.move(30_000)
    await book.keys('another')
    expect(kidsOf(await book.keys('late'))).to.include('late')
  })

  it('was under way too early to find is not held against the key', async () => {
    const book = aKeyBook()
    await book.keys()
    const release = book.hold()
    const first = book.keys('garbage')
    book.clock.move(1_000)
    const early = book.keys('late')
    release()
    await Promise.all([first, early])
    book.publish('one', 'late')
    book.clock.move(29_000)
    expect(kidsOf(await book.keys('late'))).to.include('late')
  })

  it('leaves the keys as they are when the provider cannot be asked', async () => {
    const book = aKeyBook()
    const set = await book.keys()
    book.fail(DOWN)
    expect(await book.keys('garbage')).to.equal(set)
    book.publish('one', 'garbage')
    book.clock.move(30_000)
    expect(kidsOf(await book.keys('garbage')), 'nothing was held against it').to.include('garbage')
  })
})

describe('a provider that cannot be asked for its keys', () => {
  it('is not asked again for ten seconds; the refusal is repeated with what is left', async () => {
    const book = aKeyBook()
    book.fail(DOWN)
    await expectRefusal(book.keys(), 'provider/unavailable')
    book.clock.move(9_999)
    const refusal = await expectRefusal(book.keys('one'), 'provider/unavailable')
    expect(refusal).to.include({ detail: DOWN.detail, retryAfterSeconds: 1 })
    expect(book.asked).to.have.length(1)
    book.publish('one')
    book.clock.move(1)
    expect(kidsOf(await book.keys())).to.deep.equal(['one'])
  })

  it('is left alone as long as it asked for', async () => {
    for (const [retryAfterSeconds, ms] of [
      [1, 1_000],
      [0, 1_000],
      [120, 120_000],
    ] as const) {
      const book = aKeyBook()
      book.fail(new Refusal('provider/unavailable', { retryAfterSeconds }))
      await expectRefusal(book.keys(), 'provider/unavailable')
      book.clock.move(ms - 1)
      await expectRefusal(book.keys(), 'provider/unavailable')
      expect(book.asked).to.have.length(1)
      book.clock.move(1)
      await expectRefusal(book.keys(), 'provider/unavailable')
      expect(book.asked).to.have.length(2)
    }
  })

  it('fails once for all who wait', async () => {
    const book = aKeyBook()
    book.fail(DOWN)
    const calls = Array.from({ length: 100 }, () => book.keys('one'))
    await Promise.all(calls.map((call) => expectRefusal(call, 'provider/unavailable')))
    expect(book.asked).to.have.length(1)
  })

  it('is lived without for an hour beyond the ten minutes, and not a moment longer', async () => {
    const book = aKeyBook()
    const set = await book.keys()
    book.fail(DOWN)
    book.clock.move(10 * MINUTE)
    expect(await book.keys('one')).to.equal(set)
    expect(await book.keys('one'), 'at once, without asking').to.equal(set)
    expect(book.asked).to.have.length(2)
    book.clock.move(60 * MINUTE - 1)
    expect(await book.keys('one')).to.equal(set)
    expect(book.asked).to.have.length(3)
    book.clock.move(1)
    await expectRefusal(book.keys('one'), 'provider/unavailable')
    expect(book.asked, 'still within the pause').to.have.length(3)
  })

  it('was not heard of for hours: its keys of then are not used', async () => {
    const book = aKeyBook()
    await book.keys()
    book.fail(DOWN)
    book.clock.move(70 * MINUTE)
    await expectRefusal(book.keys('one'), 'provider/unavailable')
  })

  it('gives its new keys as soon as it is back', async () => {
    const book = aKeyBook()
    await book.keys()
    book.fail(DOWN)
    book.clock.move(20 * MINUTE)
    await book.keys()
    book.publish('two')
    book.clock.move(10_000)
    expect(kidsOf(await book.keys())).to.deep.equal(['two'])
  })

  it('for a reason that is a fault of ours is no reason to go on with old keys', async () => {
    const book = aKeyBook()
    await book.keys()
    book.fail(new TypeError('a bug'))
    book.clock.move(10 * MINUTE)
    const thrown = await book.keys('one').catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(TypeError)
  })
})

describe('a provider that publishes no usable key', () => {
  const withdrawn = async () => {
    const book = aKeyBook()
    await book.keys('one')
    book.publish(17, null)
    book.clock.move(10 * MINUTE)
    return book
  }

  it('ends the keys that it had: they do not outlive the first set without them', async () => {
    const book = await withdrawn()
    const refusal = await expectRefusal(book.keys('one'), 'provider/unavailable')
    expect(refusal.detail).to.match(/none of its keys is usable/)
    book.fail(DOWN)
    book.clock.move(10_000)
    await expectRefusal(book.keys('one'), 'provider/unavailable')
  })

  it('ends them too when an unknown key id had the set read', async () => {
    const book = aKeyBook()
    await book.keys('one')
    book.publish()
    await expectRefusal(book.keys('unknown'), 'provider/unavailable')
    await expectRefusal(book.keys('one'), 'provider/unavailable')
    await expectRefusal(book.keys(), 'provider/unavailable')
  })

  it('is asked again after ten seconds, and not by every call', async () => {
    const book = await withdrawn()
    for (let i = 0; i < 100; i += 1) await expectRefusal(book.keys(), 'provider/unavailable')
    book.clock.move(9_999)
    await expectRefusal(book.keys(), 'provider/unavailable')
    expect(book.asked).to.have.length(2)
    book.publish('two')
    book.clock.move(1)
    expect(kidsOf(await book.keys())).to.deep.equal(['two'])
    expect(book.asked).to.have.length(3)
  })

  it('is asked once more in thirty seconds, however many key ids are made up', async () => {
    const book = await withdrawn()
    await expectRefusal(book.keys('one'), 'provider/unavailable')
    for (let i = 0; i < 100; i += 1) {
      await expectRefusal(book.keys(String(i)), 'provider/unavailable')
    }
    expect(book.asked).to.have.length(3)
  })
})
