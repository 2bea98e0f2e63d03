import { expect } from 'chai'
import fc from 'fast-check'
import { parseSingleJson } from '../../src/lib/single-json.ts'

describe('reading JSON without repeated names', () => {
  it('reads whatever JSON.stringify writes of an object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object)
        expect(parseSingleJson(text)).to.deep.equal(JSON.parse(text))
      }),
    )
  })

  it('finds a repeated name at any depth, however it is written', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.jsonValue(),
        fc.nat(4),
        fc.boolean(),
        (name, value, depth, escape) => {
          const plain = JSON.stringify(name)
          const other = escape ? escaped(name) : plain
          let text = `{ ${plain} : ${JSON.stringify(value)},\n${other}:1}`
          for (let i = 0; i < depth; i += 1)
            text = i % 2 === 0 ? `{"x":[1,${text}]}` : `{"y":${text}}`
          expect(parseSingleJson(text)).to.equal(undefined)
        },
      ),
    )
  })

  it('does not take a value, or the same name elsewhere, for a repeated name', () => {
    for (const text of [
      '{"a":"a","b":"a"}',
      '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
      '{"a":"\\":","b":"{\\"a\\":1}"}',
      '{"a":["b","b"],"b":1}',
    ]) {
      expect(parseSingleJson(text), text).to.deep.equal(JSON.parse(text))
    }
  })

  it('a name is found however much space stands before its colon', () => {
    expect(parseSingleJson(`{"a"${' '.repeat(5000)}:1,"a":2}`)).to.equal(undefined)
  })

  it('answers nothing for what is not an object', () => {
    for (const text of ['', 'null', '1', '"a"', '[]', '{', '{"a":1}x', "{'a':1}"]) {
      expect(parseSingleJson(text), text).to.equal(undefined)
    }
  })
})

function escaped(name: string): string {
  const units = Array.from({ length: name.length }, (_, i) => name.charCodeAt(i))
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`
}
