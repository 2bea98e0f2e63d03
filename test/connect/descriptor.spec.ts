import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import { readDescriptor } from '../../src/connect/descriptor.ts'
import { addressesOf } from './descriptor-addresses.ts'
import { moduleSchema, rootSchema } from './descriptor-schema.ts'
import { startConnect } from './connect-world.ts'

const require = createRequire(import.meta.url)

interface Validator {
  readonly validateDescriptor: (
    descriptor: unknown,
    schema: unknown,
    done: (errors: readonly unknown[] | undefined) => void,
  ) => void
}

for (const product of ['jira', 'confluence'] as const) {
  describe(`the ${product} descriptor`, () => {
    const descriptor = readDescriptor(product, `https://gatehouse.example.com/${product}`)
    const modules = descriptor.modules as Record<string, readonly Record<string, unknown>[]>
    const { webhooks } = descriptor.modules

    it('is accepted by Atlassian’s validator', async () => {
      const { validateDescriptor } = require('atlassian-connect-validator') as Validator
      const check = (each: unknown) =>
        new Promise((resolve) =>
          validateDescriptor(each, rootSchema(product), (errors) => resolve(errors ?? [])),
        )
      expect(await check(descriptor)).to.deep.equal([])
      expect(await check({ ...descriptor, scopes: ['EVERYTHING'] })).not.to.deep.equal([])
      const unnamed = { ...modules, generalPages: [{ key: 'x', url: '/x' }] }
      expect(await check({ ...descriptor, modules: unnamed })).not.to.deep.equal([])
    })

    it('has modules of the shapes that Atlassian publishes for this product', () => {
      for (const [kind, list] of Object.entries(modules)) {
        const validate = moduleSchema(product, kind)
        expect(validate(list), `${kind}: ${JSON.stringify(validate.errors)}`).to.equal(true)
        expect(validate([{ ...list[0], url: undefined, name: 7 }]), kind).to.equal(false)
      }
    })

    it('has a key of at most 64 characters and a base URL that ends in the product', () => {
      expect(descriptor.key).to.match(/^[a-zA-Z0-9-._]{1,64}$/)
      expect(new URL(descriptor.baseUrl).pathname).to.equal(`/${product}`)
    })

    it('asks for these scopes and no more', () => {
      expect(descriptor['scopes']).to.deep.equal(['READ', 'WRITE', 'DELETE', 'ACT_AS_USER'])
    })

    it('has one address for each webhook, without a query (traps 26 and 27)', () => {
      const urls = webhooks.map(({ url }) => url)
      expect(new Set(urls).size).to.equal(urls.length)
      for (const url of urls) expect(url).to.match(/^\/webhooks\/[a-z-]+$/)
    })

    it('has addresses of plain ASCII, over which raw and decoded path hash alike', () => {
      for (const url of addressesOf(descriptor)) expect(url).to.match(/^\/[a-z/-]+[a-z]$/)
    })

    it('demands signed tokens of every kind that exists', () => {
      expect(descriptor['authentication']).to.deep.equal({ type: 'jwt' })
      expect(descriptor['apiMigrations']).to.deep.equal({
        gdpr: true,
        'signed-install': true,
        'context-qsh': true,
      })
    })

    it('is served as it is, with the address under which the app is reached', async () => {
      const world = await startConnect(product)
      try {
        const answer = await fetch(`${world.origin}/${product}/atlassian-connect.json`)
        expect(answer.status).to.equal(200)
        expect(answer.headers.get('content-type')).to.match(/^application\/json/)
        const baseUrl = `${world.origin}/${product}`
        expect(await answer.json()).to.deep.equal({ ...descriptor, baseUrl })
      } finally {
        await world.stop()
      }
    })

    it('explains each of its scopes and modules in docs/descriptor.md', () => {
      const docs = readFileSync(new URL('../../docs/descriptor.md', import.meta.url), 'utf8')
      const words = [...(descriptor['scopes'] as string[]), ...webhooks.map(({ event }) => event)]
      for (const word of [...words, ...Object.keys(modules)]) expect(docs).to.include(`\`${word}\``)
    })
  })
}
