import { expect } from 'chai'
import type { Provider } from '../../src/identity/providers/provider.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { policyOperations } from '../../src/api/policy-operations.ts'
import { parsePolicy } from '../../src/policy/parse-policy.ts'
import { DEFAULT_POLICY, type Policy } from '../../src/policy/policy-document.ts'
import type { PolicyBook } from '../../src/policy/policy-store.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'
import { startManagement, type ManagementWorld, type SendInit } from './management-world.ts'
import { aDocument, aDraft, everyKindOfProvider, secretTexts } from './policy-things.ts'

describe('the policy in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const put = (version: number | string, body: object | string, init: SendInit = {}) =>
    world.send('PUT', '/policy', { headers: { 'if-match': `"${version}"` }, body, ...init })
  const saved = () => world.policies.read(world.jira.id)

  it('is read with its version as the entity tag', async () => {
    const answer = await world.send('GET', '/policy')
    expect(answer.headers.get('etag')).to.equal('"0"')
    expect(answer.json).to.deep.equal({ version: 0, document: aDocument() })
  })

  it('is replaced as a whole, and the answer has the new version', async () => {
    const answer = await put(0, aDocument({ providers: [aDraft()] }))
    expect(answer.outcome).to.equal('200')
    expect(answer.headers.get('etag')).to.equal('"1"')
    expect(answer.json).to.have.property('version', 1)
    const read = await world.send('GET', '/policy')
    expect(read.json).to.deep.equal(answer.json)
    expect((await saved()).document.providers[0]?.id).to.equal('acme')
    expect((await put(1, aDocument())).json).to.deep.equal({ version: 2, document: aDocument() })
  })

  it('is recorded with the caller and the request that changed it', async () => {
    const token = await world.bearer('manage')
    const answer = await put(0, aDocument({ providers: [aDraft()] }), { as: token })
    const events = await world.events()
    expect(events.find(({ kind }) => kind === 'provider.added')).to.include({
      subject: 'acme',
      actor: 'ada',
      requestId: answer.headers.get('gatehouse-request-id'),
    })
  })

  it('has no new version and no event when nothing differs', async () => {
    await put(0, aDocument({ providers: [aDraft()] }))
    const { document } = (await world.send('GET', '/policy')).json
    const again = await put(1, document as object)
    expect(again.outcome).to.equal('200')
    expect(again.headers.get('etag')).to.equal('"1"')
    expect(await world.events()).to.have.length(1)
  })

  it('is changed only by who says which version is meant', async () => {
    const body = aDocument({ providers: [aDraft()] })
    const without = await world.send('PUT', '/policy', { body })
    expect(without.outcome).to.equal('428 policy/no-precondition')
    for (const [ifMatch, outcome] of [
      ['*', '428 policy/no-precondition'],
      ['', '428 policy/no-precondition'],
      ['"1"', '412 policy/changed'],
      ['0', '400 request/malformed'],
      ['W/"0"', '400 request/malformed'],
      ['"0", "1"', '400 request/malformed'],
      ['"-0"', '400 request/malformed'],
      [`"${'9'.repeat(400)}"`, '400 request/malformed'],
    ] as const) {
      const answer = await put(0, body, { headers: { 'if-match': ifMatch } })
      expect(answer.outcome, ifMatch).to.equal(outcome)
    }
    expect((await saved()).version).to.equal(0)
  })

  it('takes one of some changes of the same version at once, and refuses the others', async () => {
    const days = Array.from({ length: 4 }, (_, index) => index + 1)
    const { switches } = (await saved()).document
    const answers = await Promise.all(
      days.map((tokenDaysMax) => put(0, aDocument({ switches: { ...switches, tokenDaysMax } }))),
    )
    const outcomes = answers.map(({ outcome }) => outcome).sort()
    expect(outcomes).to.deep.equal(['200', ...Array<string>(3).fill('412 policy/changed')])
    const winner = answers.findIndex(({ status }) => status === 200)
    expect(await saved()).to.have.nested.property('document.switches.tokenDaysMax', winner + 1)
    expect((await saved()).version).to.equal(1)
  })

  it('lists every fault of a document, with its place, and changes nothing', async () => {
    const providers = [aDraft({ audiences: [] }), aDraft({ id: 'Other one', issuer: 'http://x' })]
    const answer = await put(0, aDocument({ format: 1, providers, extra: 1 }))
    expect(answer.outcome).to.equal('422 request/invalid-input')
    expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/)
    const faults = answer.json['faults'] as { path: string; pointer: string; says: string }[]
    expect(faults.map(({ path }) => path)).to.include.members([
      'format',
      'extra',
      'providers.0.audiences',
      'providers.1.id',
      'providers.1.issuer',
    ])
    for (const { path, pointer, says } of faults) {
      expect(says).to.match(/^\S.*\.$/)
      expect(pointer).to.equal(`/${path.replaceAll('.', '/')}`)
    }
    expect((await saved()).version).to.equal(0)
  })

  it('never shows a secret, and keeps those that are sent back as [sealed]', async () => {
    const texts = secretTexts()
    const put1 = await put(0, aDocument({ providers: everyKindOfProvider(texts) }))
    expect(put1.outcome, put1.text).to.equal('200')
    const read = await world.send('GET', '/policy')
    for (const text of Object.values(texts)) {
      const inJson = JSON.stringify(text).slice(1, -1)
      expect(put1.text).not.to.contain(inJson)
      expect(read.text).not.to.contain(inJson)
    }
    expect(read.text.match(/"\[sealed\]"/g)).to.have.length(3)

    const document = read.json['document'] as { switches: object }
    const switches = { ...document.switches, tokenDaysMax: 7 }
    world.clock.move(1)
    expect((await put(1, { ...document, switches })).outcome).to.equal('200')
    const kept = (await saved()).document.providers.flatMap(secretsOf)
    const wanted = [texts.shared, texts.client, texts.privateKey]
    expect(kept.map((each) => each.reveal().trim())).to.deep.equal(
      wanted.map((each) => each.trim()),
    )
    expect((await world.events()).map(({ kind }) => kind)[0]).to.equal('switches.changed')
  })

  it('does not take [sealed] where nothing is kept', async () => {
    const provider = aDraft({ keys: { from: 'secret', secret: '[sealed]' }, algorithms: ['HS256'] })
    const answer = await put(0, aDocument({ providers: [provider] }))
    expect(answer.outcome).to.equal('422 request/invalid-input')
    expect(answer.text).to.contain('"providers.0.keys.secret"')
  })

  it('of one product is never read or changed with a credential of the other', async () => {
    await put(0, aDocument({ providers: [aDraft()] }))
    const theirs = await world.bearer('manage', world.confluence)
    for (const as of [theirs, 'JWT ada.confluence']) {
      const { json } = await world.send('GET', '/policy', { as })
      expect(json).to.deep.equal({ version: 0, document: aDocument() })
    }
    const headers = { 'if-match': '"0"' }
    const body = aDocument({ providers: [aDraft({ id: 'theirs' })] })
    expect((await world.send('PUT', '/policy', { as: theirs, headers, body })).outcome).to.equal(
      '200',
    )
    expect((await saved()).document.providers.map(({ id }) => id)).to.deep.equal(['acme'])
    // Jira finds accounts by e-mail address, Confluence does not: the credential's product decides.
    const byEmail = aDocument({ providers: [aDraft({ account: { by: 'email' } })] })
    expect((await put(1, byEmail)).outcome).to.equal('200')
    const refused = await world.send('PUT', '/policy', {
      as: theirs,
      headers: { 'if-match': '"1"' },
      body: byEmail,
    })
    expect(refused.outcome).to.equal('422 request/invalid-input')
  })
})

describe('replacing the policy', () => {
  const tenant = aTenant()
  const clock = stoppedClock()
  const accepted = (input: object) => {
    const context = { allowPrivateAddresses: false, product: 'jira' as const, now: clock.now() }
    const parsed = parsePolicy(input, { ...context, existing: DEFAULT_POLICY.document })
    if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.faults))
    return parsed.value
  }

  /** What this process holds, and what is stored, perhaps by another one since. */
  function world(held: Policy, stored = held) {
    const changes: Policy[] = []
    const policies: PolicyBook = {
      read: async () => held,
      versions: async () => [{ version: stored.version, changedAt: 1_000, changedBy: 'bob' }],
      readVersion: async () => undefined,
      async change(_tenantId, _by, decide) {
        changes.push({ version: stored.version + 1, document: decide(stored) })
        const [last] = changes.slice(-1)
        return last === undefined || last.document === stored.document ? stored : last
      },
      forget: () => {},
      forgetAll: () => {},
    }
    const [, replace] = policyOperations({ policies, clock, allowPrivateAddresses: false })
    const put = async (version: number, input: object) =>
      replace?.handle({
        person: { tenant, accountId: 'ada' },
        requestId: 'r',
        inPath: {},
        inQuery: {},
        ifMatch: `"${version}"`,
        input,
      })
    return { changes, put }
  }

  it('begins no change, for which all others would wait, before a document is found to be well', async () => {
    const { changes, put } = world(DEFAULT_POLICY)
    await expectRefusal(put(0, { format: 2 }), 'request/invalid-input')
    expect(changes).to.deep.equal([])
    await put(0, aDocument())
    expect(changes).to.have.length(1)
  })

  it('is refused when another change came in while the document was read', async () => {
    const { changes, put } = world(DEFAULT_POLICY, { ...DEFAULT_POLICY, version: 1 })
    const { current } = await expectRefusal(put(0, aDocument()), 'policy/changed')
    expect(changes).to.deep.equal([])
    const changedAt = '1970-01-01T00:00:01.000Z'
    expect(current).to.deep.equal({ version: 1, changedAt, changedBy: 'bob' })
  })

  it('keeps the secrets of the version that is meant, also when another process has just made it', async () => {
    const secret = secretTexts().shared
    const keys = (text: string) => ({ keys: { from: 'secret', secret: text } })
    const provider = (text: string) => aDraft({ ...keys(text), algorithms: ['HS256'] })
    const document = accepted(aDocument({ providers: [provider(secret)] }))
    const { changes, put } = world(DEFAULT_POLICY, { version: 1, document })
    await put(1, aDocument({ providers: [provider('[sealed]')] }))
    const kept = changes.at(-1)?.document.providers.flatMap(secretsOf)
    expect(kept?.map((each) => each.reveal())).to.deep.equal([secret])
    await expectRefusal(put(2, aDocument()), 'policy/changed')
  })
})

function secretsOf({ keys }: Provider): Secret[] {
  if (keys.from === 'secret') return [keys.secret]
  if (keys.from !== 'introspection') return []
  const { client } = keys
  return [client.method === 'private_key_jwt' ? client.privateKey : client.clientSecret]
}
