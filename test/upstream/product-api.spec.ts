import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import { createProductApi, type ProductApi } from '../../src/upstream/product-api.ts'
import { createSiteClient, type SiteClient } from '../../src/upstream/site-client.ts'
import { aTenant, claimsOf } from '../gateway/world/gateway-world.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'

describe('a question of ours to the product', () => {
  let product: SmallServer
  let siteClient: SiteClient
  let api: ProductApi
  const clock = { now: () => 1_700_000_000_000 }

  beforeEach(async () => {
    product = await startSmallServer()
    const atlassian = { tokenUrl: 'http://127.0.0.1:9', allowHttpSites: true }
    siteClient = createSiteClient({ atlassian, clock })
    api = createProductApi({ siteClient, clock })
  })
  afterEach(async () => {
    await siteClient.close()
    await product.close()
  })

  const jira = () => aTenant('jira', product)
  const confluence = () => aTenant('confluence', product)
  const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
    product.handler = (_req, res) => res.writeHead(status, headers).end(body)
  }
  const codeOf = async (work: Promise<unknown>) => {
    try {
      return await work
    } catch (thrown) {
      return thrown instanceof Refusal ? thrown.code : thrown
    }
  }

  it('asks Jira as the app whether an account is an administrator', async () => {
    answer(200, '{"globalPermissions":["ADMINISTER"],"projectPermissions":[]}')
    expect(await api.isProductAdmin(jira(), 'ann')).to.equal(true)
    answer(200, '{"globalPermissions":[],"projectPermissions":[]}')
    expect(await api.isProductAdmin(jira(), 'bob')).to.equal(false)
    const [first] = product.seen
    expect(first).to.deep.include({ method: 'POST', url: '/rest/api/3/permissions/check' })
    expect(JSON.parse(first?.body ?? '')).to.deep.equal({
      accountId: 'ann',
      globalPermissions: ['ADMINISTER'],
    })
    expect(claimsOf(first?.headers.authorization)['iss']).to.equal('app-jira')
  })

  it('asks Confluence for what the account may do to the application', async () => {
    answer(200, '{"operations":[{"operation":"administer","targetType":"application"}]}')
    expect(await api.isProductAdmin(confluence(), '557058:a b')).to.equal(true)
    expect(product.seen[0]?.url).to.equal(
      '/wiki/rest/api/user?accountId=557058%3Aa%20b&expand=operations',
    )
    for (const operation of [
      '{"operation":"administer","targetType":"space"}',
      '{"operation":"use","targetType":"application"}',
    ]) {
      answer(200, `{"operations":[${operation}]}`)
      expect(await api.isProductAdmin(confluence(), 'ann')).to.equal(false)
    }
  })

  it('reads whether an account is active, inactive or gone', async () => {
    answer(200, '{"accountId":"ann","active":true}')
    expect(await api.readAccountState(jira(), 'ann')).to.equal('active')
    expect(product.seen[0]?.url).to.equal('/rest/api/3/user?accountId=ann')
    answer(200, '{"accountId":"ann","active":false}')
    expect(await api.readAccountState(jira(), 'ann')).to.equal('inactive')
    answer(404, '{"errorMessages":["Specified user does not exist"],"errors":{}}')
    expect(await api.readAccountState(jira(), 'ann')).to.equal('closed')
  })

  it('takes a 404 for a closed account only in Jira’s own words, never from what stands before it', async () => {
    for (const body of ['<html>Not Found</html>', '', '{}', '{"errorMessage":"no such site"}']) {
      answer(404, body)
      const code = await codeOf(api.readAccountState(jira(), 'ann'))
      expect(code, body).to.equal('upstream/broken-answer')
    }
  })

  it('reads the same from Confluence, where only a plain "active" counts as active', async () => {
    const states = { active: 'active', inactive: 'inactive', closed: 'closed', unknown: 'inactive' }
    for (const [accountStatus, state] of Object.entries(states)) {
      answer(200, JSON.stringify({ results: [{ accountId: 'ann', accountStatus }] }))
      expect(await api.readAccountState(confluence(), 'ann')).to.equal(state)
    }
    expect(product.seen[0]).to.deep.include({ method: 'POST', url: '/wiki/api/v2/users-bulk' })
    expect(JSON.parse(product.seen[0]?.body ?? '')).to.deep.equal({ accountIds: ['ann'] })
    answer(200, '{"results":[]}')
    expect(await api.readAccountState(confluence(), 'ann')).to.equal('closed')
    answer(200, '{"results":[{"accountId":"bob","accountStatus":"active"}]}')
    expect(await api.readAccountState(confluence(), 'ann')).to.equal('closed')
  })

  it('does not take Confluence’s 404 for a closed account: it says that the app may not look', async () => {
    answer(404, '{}')
    const code = await codeOf(api.readAccountState(confluence(), 'ann'))
    expect(code).to.equal('upstream/broken-answer')
  })

  const ann = { accountId: 'ann', accountType: 'atlassian', active: true }
  const foundFor = async (email: string, ...users: readonly object[]) => {
    answer(200, JSON.stringify(users))
    return await api.findAccountsByEmail(jira(), email)
  }

  it('finds the account that shows exactly the address, whatever the case of its ASCII letters', async () => {
    const shown = { ...ann, emailAddress: 'Ann+ci@Example.com' }
    expect(await foundFor('ann+CI@example.com', shown)).to.deep.equal([{ accountId: 'ann' }])
    expect(product.seen[0]).to.deep.include({
      method: 'GET',
      url: '/rest/api/3/user/search?query=ann%2BCI%40example.com&maxResults=50',
    })
    expect(claimsOf(product.seen[0]?.headers.authorization)['iss']).to.equal('app-jira')
    const longer = { ...ann, emailAddress: 'ann@example.com.au' }
    expect(await foundFor('ann@example.com', longer)).to.deep.equal([])
  })

  it('takes no letter for another: the Kelvin sign is no k, though lower case says so', async () => {
    const kim = { ...ann, emailAddress: 'kim@example.com' }
    expect(await foundFor('\u212aim@example.com', kim)).to.deep.equal([])
  })

  it('names everybody who has the address, and leaves the choice to others', async () => {
    const emailAddress = 'ann@example.com'
    const both = [
      { ...ann, emailAddress },
      { ...ann, accountId: 'anna', emailAddress },
    ]
    expect(await foundFor(emailAddress, ...both)).to.deep.equal([
      { accountId: 'ann' },
      { accountId: 'anna' },
    ])
  })

  it('finds no app, no customer of a portal, and nobody who is not active', async () => {
    const emailAddress = 'ann@example.com'
    const others = [
      { ...ann, accountType: 'app', emailAddress },
      { ...ann, accountType: 'customer', emailAddress },
      { ...ann, accountType: 'unknown' },
      { ...ann, active: false, emailAddress },
      { ...ann, active: false },
    ]
    expect(await foundFor(emailAddress, ...others)).to.deep.equal([])
  })

  it('says "hidden" when somebody was found whose address is not shown, and never that it is them', async () => {
    for (const emailAddress of [undefined, null, '', ' ']) {
      const named = { ...ann, displayName: 'ann@example.com', emailAddress }
      expect(await foundFor('ann@example.com', named)).to.equal('hidden')
    }
    const another = { ...ann, accountId: 'bob', emailAddress: 'ann@example.com.au' }
    expect(await foundFor('ann@example.com', ann, another)).to.equal('hidden')
    const shown = { ...ann, accountId: 'anna', emailAddress: 'ann@example.com' }
    expect(await foundFor('ann@example.com', ann, shown)).to.deep.equal([{ accountId: 'anna' }])
    expect(await foundFor('ann@example.com')).to.deep.equal([])
  })

  it('does not search for what is no address: an empty search finds everybody', async () => {
    for (const email of ['', ' ', 'ann', '\ud800@example.com']) {
      expect(await foundFor(email, { ...ann, emailAddress: email })).to.deep.equal([])
    }
    expect(product.seen).to.deep.equal([])
  })

  it('does not choose from a list that may go on', async () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ ...ann, accountId: String(i) }))
    const first = { ...ann, emailAddress: 'ann@example.com' }
    const code = await codeOf(foundFor('ann@example.com', first, ...many.slice(1)))
    expect(code).to.equal('account/unknown')
  })

  it('finds nobody in Confluence, which has no such search, and does not ask', async () => {
    const code = await codeOf(api.findAccountsByEmail(confluence(), 'ann@example.com'))
    expect(code).to.equal('account/unknown')
    expect(product.seen).to.deep.equal([])
  })

  it('does not take a broken answer for "nobody has this address"', async () => {
    const bodies = ['{}', '[{"accountId":"ann"}]', '{"users":[]}', '<html>', '[null]']
    for (const body of bodies) {
      answer(200, body)
      const code = await codeOf(api.findAccountsByEmail(jira(), 'ann@example.com'))
      expect(code, body).to.equal('upstream/broken-answer')
    }
    answer(404, '{"errorMessages":["no"],"errors":{}}')
    const code = await codeOf(api.findAccountsByEmail(jira(), 'ann@example.com'))
    expect(code).to.equal('upstream/broken-answer')
  })

  const unclear: readonly [string, number, string, string][] = [
    ['a page', 200, '<html>', 'upstream/broken-answer'],
    ['another shape', 200, '{"globalPermissions":"ADMINISTER"}', 'upstream/broken-answer'],
    [
      'an endless answer',
      200,
      `{"globalPermissions":[]}${' '.repeat(300_000)}`,
      'upstream/broken-answer',
    ],
    ['401', 401, '', 'upstream/app-refused'],
    ['403', 403, '', 'upstream/app-refused'],
    ['404', 404, '', 'upstream/broken-answer'],
    ['400', 400, '', 'upstream/broken-answer'],
    ['302', 302, '', 'upstream/broken-answer'],
    ['429', 429, '', 'upstream/busy'],
    ['503', 503, '', 'upstream/busy'],
    ['500', 500, '', 'upstream/broken-answer'],
  ]
  for (const [what, status, body, code] of unclear) {
    it(`is not answered with a guess when the product sends ${what}`, async () => {
      answer(status, body, { location: '/login' })
      expect(await codeOf(api.isProductAdmin(jira(), 'ann'))).to.equal(code)
    })
  }

  it('tells how long a busy product asks to wait', async () => {
    answer(429, '', { 'retry-after': '9' })
    const thrown = await api.isProductAdmin(jira(), 'ann').catch((reason: unknown) => reason)
    expect(thrown).to.have.property('retryAfterSeconds', 9)
  })
})
