import { ConfluenceClient } from 'confluence.js'
import { Version3Client } from 'jira.js'
import { expect } from 'chai'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'

/** Clients that nobody here wrote, against the whole app and a site that checks what it gets. */
describe('a client library', () => {
  let all: InstalledWorld
  let host: string
  before(async () => {
    all = await anInstalledWorld()
    host = `${all.gatehouse.url}/sites/${all.world.site.host}`
  })
  after(() => all.stop())

  const jiraClient = async (access: 'read' | 'write', name: 'alice' | 'admin' = 'alice') => {
    const accessToken = await all.createToken(all.people[name], { access })
    return new Version3Client({ host, authentication: { oauth2: { accessToken } } })
  }

  it('jira.js acts as the person whose token it has, through every kind of call', async () => {
    const jira = await jiraClient('write')
    const me = await jira.myself.getCurrentUser()
    expect(me.accountId).to.equal(all.people.alice.accountId)

    const created = await jira.issues.createIssue({
      fields: { project: { key: 'PROJ' }, issuetype: { name: 'Task' }, summary: 'Köln & 100% "x"' },
    })
    const issue = await jira.issues.getIssue({ issueIdOrKey: created.key, fields: ['summary'] })
    expect(issue.fields.summary).to.equal('Köln & 100% "x"')

    const found = await jira.issueSearch.searchForIssuesUsingJqlEnhancedSearch({
      jql: 'project = PROJ',
      fields: ['summary'],
    })
    expect(found.issues?.map((each) => each.key)).to.include(created.key)
    const searched = await jira.issueSearch.searchForIssuesUsingJqlEnhancedSearchPost({
      jql: 'project = PROJ',
    })
    expect(searched.issues).to.not.equal(undefined)

    await jira.issues.editIssue({ issueIdOrKey: created.key, fields: { summary: 'changed' } })
    const admin = await jiraClient('write', 'admin')
    await admin.issues.deleteIssue({ issueIdOrKey: created.key })
    const gone = await jira.issues
      .getIssue({ issueIdOrKey: created.key })
      .catch((reason: unknown) => reason)
    expect(gone).to.have.property('status', 404)
  })

  it('jira.js uploads a file and gets the very bytes back, over the media host', async () => {
    const jira = await jiraClient('write')
    const created = await jira.issues.createIssue({
      fields: { project: { key: 'PROJ' }, issuetype: { name: 'Task' }, summary: 'with a file' },
    })
    const bytes = Buffer.from([0, 255, 13, 10, ...Buffer.from('a file')])
    const [attachment] = await jira.issueAttachments.addAttachment({
      issueIdOrKey: created.key,
      attachment: { filename: 'ü b.bin', file: bytes },
    })
    const content = await jira.issueAttachments.getAttachmentContent<ArrayBuffer>({
      id: attachment?.id ?? '',
    })
    expect(Buffer.from(content).equals(bytes)).to.equal(true)
    expect(all.world.log.alarms).to.deep.equal([])
  })

  it('jira.js as the app is the app', async () => {
    const accessToken = await all.createToken(all.people.admin, { access: 'read', actsAs: 'app' })
    const jira = new Version3Client({ host, authentication: { oauth2: { accessToken } } })
    const me = await jira.myself.getCurrentUser()
    expect(me.accountType).to.equal('app')
  })

  it('jira.js with a read token reads, and is told why it may not write', async () => {
    const jira = await jiraClient('read')
    await jira.projects.searchProjects()
    const refused = await jira.issues
      .createIssue({
        fields: { project: { key: 'PROJ' }, issuetype: { name: 'Task' }, summary: 'no' },
      })
      .catch((reason: unknown) => reason)
    expect(refused).to.have.property('status', 403)
    expect(JSON.stringify(refused)).to.contain('call/read-only')
  })

  it('jira.js works with Basic, whatever the e-mail address', async () => {
    const apiToken = await all.createToken(all.people.bob)
    const basic = { email: 'anybody@example.com', apiToken }
    const jira = new Version3Client({ host, authentication: { basic } })
    const me = await jira.myself.getCurrentUser()
    expect(me.accountId).to.equal(all.people.bob.accountId)
  })

  it('confluence.js reads and writes pages as the person', async () => {
    const token = await all.createToken(all.people.alice, { access: 'write' }, all.confluence)
    const confluence = new ConfluenceClient({
      host,
      authentication: { oauth2: { accessToken: token } },
    })
    const me = await confluence.users.getCurrentUser()
    expect(me.accountId).to.equal(all.people.alice.accountId)
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what most scripts still call
    const page = await confluence.content.createContent({
      type: 'page',
      title: 'A page & more',
      space: { key: 'DOCS' },
      body: { storage: { value: '<p>hello</p>', representation: 'storage' } },
    })
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what most scripts still call
    const read = await confluence.content.getContentById({ id: page.id, expand: ['body.storage'] })
    expect(read.title).to.equal('A page & more')
  })

  it('leaves behind a record of each call that the site saw, and no other', async () => {
    const before = all.world.log.calls({ server: 'site', path: '/rest/api/3/myself' }).length
    const jira = await jiraClient('read')
    await jira.myself.getCurrentUser()
    const seen = all.world.log.calls({ server: 'site', path: '/rest/api/3/myself' })
    expect(seen).to.have.length(before + 1)
    const tenant = all.gatehouse.app.directory.byClientKey('jira', all.jira.clientKey)
    const recent = async () => (await all.gatehouse.app.audit.recent(tenant?.id ?? '', 1))[0]
    const latest = await recent()
    expect(latest).to.deep.include({ kind: 'call', path: '/rest/api/3/myself', decision: 'allow' })
    // The outcome follows the answer; a caller can be ahead of it by a moment.
    let completion = latest?.completion
    for (let i = 0; i < 200 && completion === undefined; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      completion = (await recent())?.completion
    }
    expect(completion).to.deep.include({ outcome: 'answered', status: 200 })
  })
})
