import { expect } from 'chai'
import fc from 'fast-check'
import { parseProvider } from '../../../src/identity/providers/parse-provider.ts'
import type { Condition } from '../../../src/identity/providers/provider.ts'
import { editRules, rowsShowing, type RuleEdit } from '../../../src/pages/providers/edit-rules.ts'
import { placeFaults } from '../../../src/pages/providers/fault-fields.ts'
import { draftOf, idFrom } from '../../../src/pages/providers/form-to-draft.ts'
import { EMPTY_RULE, type RuleForm } from '../../../src/pages/providers/provider-form.ts'
import { newForm } from '../../../src/pages/providers/provider-presets.ts'
import { formOf } from '../../../src/pages/providers/provider-to-form.ts'
import { readProviderForm } from '../../../src/pages/providers/read-provider-form.ts'
import { echoOf, readAsOf } from '../../../src/pages/providers/shown-form.ts'
import {
  accepted,
  aDraft,
  anIntrospectionDraft,
  EC_PAIR,
  EC_PEM,
  JIRA,
  privatePem,
  RSA_PEM,
} from '../../identity/providers/drafts.ts'

const A_SECRET = 'a shared secret that is long enough'
const privateKey = privatePem(EC_PAIR.privateKey)

describe('the form of a provider', () => {
  it('never turns a condition that rows cannot show into fewer conditions', () => {
    const deep: Condition = {
      all: [{ claim: 'a', equals: 'b' }, { none: [{ claim: 'c', prefix: 'd' }] }],
    }
    for (const when of [
      deep,
      { any: [] },
      { claim: 'a', in: ['x, y'] },
      { claim: 'a', in: [] },
      { claim: 'a', equals: 'x\ny' },
      { claim: 'a', prefix: ' x' },
      { claim: 'a', glob: 'x\n' },
    ]) {
      const form = formOf({ rules: [{ name: 'r', access: 'read', when }] })
      expect(form.rules[0]?.rows).to.be.empty
      expect(JSON.parse(form.rules[0]?.json ?? '')).to.deep.equal(when)
      expect(draftOf(form).draft).to.have.nested.property('rules[0].when').that.deep.equals(when)
    }
  })

  it('refuses conditions that are no JSON rather than leave them out, which would admit everybody', () => {
    for (const json of ['', '  ', '{"claim": "a"', '[]', 'null', '{"all": [], "all": []}']) {
      const { faults } = draftOf(withRule({ json, rows: [] }))
      expect(
        faults.map(({ path }) => path),
        json,
      ).to.deep.equal(['rules.0.when'])
    }
  })

  it('refuses a row that is not filled in', () => {
    const parsed = parseProvider(draftOf(newForm(aDraft({ rules: [] }))).draft, JIRA)
    expect(parsed.kind === 'refused' && parsed.faults.map(({ path }) => path)).to.include(
      'rules.0.when.claim',
    )
  })

  it('refuses a number that is none, and an empty prefix, which would mean every token', () => {
    const rows = [{ claim: 'a', operator: 'number', value: '4x' }]
    expect(draftOf(withRule({ rows })).faults).to.have.length(1)
    const form = formOf(anIntrospectionDraft())
    const emptied = { ...form, fields: { ...form.fields, 'keys.prefix': ' ' } }
    expect(draftOf(emptied).faults.map(({ path }) => path)).to.deep.equal(['keys.prefix'])
  })

  it('takes white space around a value away, and never joins the lines of one', () => {
    const read = (operator: string, value: string) => {
      const row = { claim: ' a ', operator, value }
      const sent = Object.entries(row).map(([name, text]) => [`rules.0.when.0.${name}`, text])
      const form = readProviderForm({ 'rules.0.name': 'r', ...Object.fromEntries(sent) })
      return draftOf(withRule({ rows: form.rules[0]?.rows ?? [] }))
    }
    for (const operator of ['equals', 'prefix', 'glob']) {
      const when = { claim: 'a', [operator]: 'b c' }
      const { draft, faults } = read(operator, '\t b c \r\n')
      expect(draft).to.have.nested.property('rules[0].when').that.deep.equals(when)
      expect(faults).to.be.empty
      const { faults: found } = read(operator, 'b\r\nc')
      const [fault] = found
      expect(fault?.says).to.include('Leave out the line breaks')
      expect(placeFaults(found, withRule({})).byField.has('rules.0.when.0.value')).to.equal(true)
    }
    const { draft, faults } = read('in', ' b \r\n\r\n c\r\n')
    expect(draft).to.have.nested.property('rules[0].when.in').that.deep.equals(['b', 'c'])
    expect(faults).to.be.empty
  })

  it('sends nothing that belongs to another choice than the one that is made', () => {
    const form = formOf(aDraft())
    const typed = { 'keys.secret': A_SECRET, 'keys.pems': RSA_PEM, 'keys.introspection.url': 'x' }
    const { draft } = draftOf({
      ...form,
      fields: { ...form.fields, ...typed },
      algorithms: ['RS256', 'HS256'],
    })
    expect(draft).to.have.property('keys').that.deep.equals(aDraft()['keys'])
    expect(draft).to.have.property('algorithms').that.deep.equals(['RS256'])
  })

  it('keeps certificates without a line between them together, so that the parser sees the chain', () => {
    const form = formOf(aDraft({ keys: { from: 'pem', pems: [] } }))
    const pems = (text: string) =>
      draftOf({ ...form, fields: { ...form.fields, 'keys.pems': text } }).draft
    expect(pems(`${RSA_PEM}${EC_PEM}`))
      .to.have.nested.property('keys.pems')
      .with.length(1)
    expect(pems(`${RSA_PEM}\n \n${EC_PEM}`))
      .to.have.nested.property('keys.pems')
      .with.length(2)
  })

  it('proposes an id that the parser takes for any name', () => {
    expect(idFrom('  GitHub Actions (Acme) ')).to.equal('github-actions-acme')
    expect(idFrom('Zürich–Ü')).to.equal('zurich-u')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(idFrom(name)).to.match(/^([a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?)?$/)
      }),
    )
  })

  it('takes networks line by line and a groups claim as they are typed, and leaves out what is empty', () => {
    const read = (networks: string, groupsClaim: string) =>
      draftOf(readProviderForm({ groupsClaim, 'rules.0.name': 'r', 'rules.0.networks': networks }))
        .draft
    const some = read(' 10.0.0.0/8 \r\n\r\n::1\r\n10.0.0.1/8, ::2', ' groups ')
    expect(some).to.have.property('groupsClaim', 'groups')
    // What is no network goes on as it is, for the parser to refuse: left out, it would be everywhere.
    expect(some)
      .to.have.nested.property('rules[0].networks')
      .that.deep.equals(['10.0.0.0/8', '::1', '10.0.0.1/8, ::2'])
    const none = read(' \r\n ', '  ')
    expect(none).not.to.have.any.keys('groupsClaim')
    expect(none).not.to.have.nested.property('rules[0].networks')
  })

  it('reads any body without throwing, and positions in their order', () => {
    for (const body of [undefined, null, 'x', [], { name: ['a', 'b'] }, { 'rules.0.name': {} }]) {
      expect(readProviderForm(body).fields.name).to.equal('')
    }
    const sent = {
      'rules.10.name': 'late',
      'rules.2.name': 'early',
      'rules.2.when.1.claim': 'a',
      'rules.x.name': 'no',
    }
    const read = readProviderForm(sent).rules
    expect(read.map(({ name }) => name)).to.deep.equal(['early', 'late'])
    expect(read[0]?.rows).to.have.length(1)
  })
})

describe('what a form shows again', () => {
  it('is no secret, neither stored nor typed, and no private key in the place of a public one', () => {
    const fields = {
      ...formOf(aDraft()).fields,
      'keys.secret': A_SECRET,
      'keys.client.clientSecret': A_SECRET,
      'keys.client.privateKey': privateKey,
      'keys.pems': `${RSA_PEM}\n${privateKey}`,
    }
    const echo = JSON.stringify(echoOf({ ...formOf(aDraft()), fields }))
    expect(echo).not.to.include(A_SECRET).and.not.to.include('BEGIN')
    const stored = accepted(
      aDraft({ keys: { from: 'secret', secret: A_SECRET }, algorithms: ['HS256'] }),
    )
    expect(JSON.stringify(formOf(stored)))
      .not.to.include(A_SECRET)
      .and.not.to.include('sealed')
  })

  it('is a public key as it was pasted', () => {
    const fields = { ...formOf(aDraft()).fields, 'keys.pems': `${RSA_PEM}\n\n${EC_PEM}` }
    expect(echoOf({ ...formOf(aDraft()), fields }).fields['keys.pems']).to.include(RSA_PEM)
  })

  it('is what a preset leaves to be replaced by a public key', () => {
    const fields = { ...formOf(aDraft()).fields, 'keys.pems': '{public-key}' }
    expect(echoOf({ ...formOf(aDraft()), fields }).fields['keys.pems']).to.equal('{public-key}')
  })

  it('is named by a digest that changes with what is shown, and not with the switch or a secret', () => {
    const provider = accepted(
      aDraft({ keys: { from: 'secret', secret: A_SECRET }, algorithms: ['HS256'] }),
    )
    const rotated = accepted(
      aDraft({ keys: { from: 'secret', secret: `${A_SECRET}!` }, algorithms: ['HS256'] }),
    )
    expect(readAsOf(rotated)).to.equal(readAsOf(provider))
    expect(readAsOf({ ...provider, enabled: false })).to.equal(readAsOf(provider))
    expect(readAsOf({ ...provider, audiences: ['other'] })).not.to.equal(readAsOf(provider))
    const rules = provider.rules.map((rule) => ({ ...rule, networks: ['10.0.0.0/8'] }))
    expect(readAsOf({ ...provider, rules })).not.to.equal(readAsOf(provider))
    expect(readAsOf({ ...provider, groupsClaim: 'groups' })).not.to.equal(readAsOf(provider))
  })
})

describe('a fault', () => {
  it('is shown at the field that it is about, also in rows and in JSON', () => {
    const rows = [0, 1].map(() => ({ claim: '', operator: 'in', value: '' }))
    const form = withRule({ rows })
    const placed = (path: string, of = form) =>
      [...placeFaults([{ path, says: 'x' }], of).byField.keys()][0]
    expect(placed('audiences.1')).to.equal('audiences')
    expect(placed('keys.url')).to.equal('keys.jwks.url')
    expect(placed('keys')).to.equal('keys.from')
    expect(placed('keys.client')).to.equal('keys.client.method')
    expect(placed('keys.pems.0')).to.equal('keys.pems')
    expect(placed('algorithms.3')).to.equal('algorithms')
    expect(placed('account')).to.equal('account.by')
    expect(placed('rules.0.when.all.1.claim')).to.equal('rules.0.when.1.claim')
    expect(placed('rules.0.when.all.1.in.0')).to.equal('rules.0.when.1.value')
    expect(placed('rules.0.when.claim')).to.equal('rules.0.when.0.claim')
    expect(placed('rules.0.account.accountId')).to.equal('rules.0.account.accountId')
    expect(placed('rules.0.resources.2')).to.equal('rules.0.resources')
    expect(placed('rules.0.networks.1')).to.equal('rules.0.networks')
    expect(placed('groupsClaim')).to.equal('groupsClaim')
    expect(placed('rules.0.surprise')).to.equal('rules.0.name')
    for (const path of ['rules', 'rules.7.name']) expect(placed(path)).to.equal('rules')
    const json = withRule({ rows: [], json: '{}' })
    expect(placed('rules.0.when.all.1.claim', json)).to.equal('rules.0.json')
  })

  it('that no field shows is said above the form', () => {
    const faults = ['', 'surprise'].map((path) => ({ path, says: 'x' }))
    expect(placeFaults(faults, withRule({})).elsewhere).to.deep.equal(faults)
  })
})

describe('a button between the rules', () => {
  const [one, two]: RuleForm[] = ['one', 'two'].map((name) => ({
    ...EMPTY_RULE,
    name,
    rows: [
      { claim: 'a', operator: 'equals', value: name },
      { claim: 'b', operator: 'in', value: 'x\ny' },
    ],
  }))
  if (one === undefined || two === undefined) throw new Error('two rules were made above')
  const press = (edit: RuleEdit) => editRules([one, two], edit)

  it('adds, removes and raises without touching what was typed elsewhere', () => {
    expect(press({ do: 'add-rule' }).rules).to.deep.equal([one, two, EMPTY_RULE])
    expect(press({ do: 'remove-rule', rule: 0 }).rules).to.deep.equal([two])
    expect(press({ do: 'raise-rule', rule: 1 }).rules).to.deep.equal([two, one])
    const added = press({ do: 'add-row', rule: 1 })
    expect(added.rules[1]?.rows).to.have.length(3)
    expect(added.focus).to.equal('rules.1.when.2.claim')
    expect(press({ do: 'remove-row', rule: 0, row: 0 }).rules[0]?.rows).to.deep.equal([one.rows[1]])
  })

  it('turns rows into JSON and back without loss', () => {
    const { rules: asJson } = press({ do: 'show-json', rule: 1 })
    expect(asJson[1]?.rows).to.be.empty
    expect(editRules(asJson, { do: 'show-rows', rule: 1 }).rules).to.deep.equal([one, two])
  })

  it('leaves JSON alone that rows cannot show, and says so', () => {
    for (const json of [
      '{"all":[{"any":[]}]}',
      '{"claim":"a","equals":"b","in":["c"]}',
      'nonsense',
    ]) {
      expect(rowsShowing(json), json).to.equal(undefined)
      const rule = { ...one, rows: [], json }
      const edited = editRules([rule], { do: 'show-rows', rule: 0 })
      expect(edited.rules).to.deep.equal([rule])
      expect(edited.faults?.get('rules.0.json')).to.include('Rows cannot show this')
    }
  })

  it('changes nothing at a position that is not there', () => {
    expect(press({ do: 'add-row', rule: 9 }).rules).to.deep.equal([one, two])
    expect(press({ do: 'raise-rule', rule: 0 }).rules).to.deep.equal([one, two])
  })
})

function withRule(given: Partial<RuleForm>) {
  return { ...formOf(aDraft()), rules: [{ ...EMPTY_RULE, ...given }] }
}
