import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'

const VIEWS = new URL('../../views/', import.meta.url)

describe('the templates', () => {
  let templates: { readonly name: string; readonly text: string }[]
  before(async () => {
    const names = (await readdir(VIEWS, { recursive: true })).filter((name) =>
      name.endsWith('.hbs'),
    )
    templates = await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(new URL(name, VIEWS), 'utf8') })),
    )
    expect(templates.length).to.be.above(10)
  })

  it('put out no value without escaping it', () => {
    for (const { name, text } of templates) expect(text, name).not.to.match(/{{{|{{&/)
  })

  it('hold no logic but if, unless, each, with and partials', () => {
    for (const { name, text } of templates) {
      const blocks = [...text.matchAll(/{{#(\w+)/g)].map(([, word]) => word)
      for (const word of blocks) expect(['if', 'unless', 'each', 'with'], name).to.include(word)
    }
  })

  it('hold nothing that the page’s policy forbids', () => {
    for (const { name, text } of templates) {
      expect(text, name).not.to.match(
        /\sstyle=|<style|\son[a-z]+=|hx-on|hx-vals=["']js|javascript:/,
      )
      expect(text, name).not.to.match(/<script(?![^>]* src=)/)
    }
  })

  it('quote every attribute that holds a value', () => {
    for (const { name, text } of templates) expect(text, name).not.to.match(/=\s*{{/)
  })
})
