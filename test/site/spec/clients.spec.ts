import { expect } from 'chai'
import { ConfluenceClient } from 'confluence.js'
import { Version3Client } from 'jira.js'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'

describe('the client packages that people use', () => {
  let world: SiteWorld

  before(async () => (world = await startSite()))
  after(() => world.stop())

  function settings(): {
    host: string
    authentication: { basic: { email: string; apiToken: string } }
  } {
    const { email, password } = world.site.people.alice
    return { host: world.site.baseUrl, authentication: { basic: { email, apiToken: password } } }
  }

  it('create, read, comment and find an issue with jira.js', async () => {
    const jira = new Version3Client(settings())
    const { key } = await jira.issues.createIssue({
      fields: { summary: 'Made by jira.js', project: { key: 'PROJ' }, issuetype: { name: 'Task' } },
    })
    const issue = await jira.issues.getIssue({ issueIdOrKey: key })
    expect(issue.fields.summary).to.equal('Made by jira.js')
    await jira.issueComments.addComment({ issueIdOrKey: key, comment: 'Hello' })
    const comments = await jira.issueComments.getComments({ issueIdOrKey: key })
    expect(comments.total).to.equal(1)
    const found = await jira.issueSearch.searchForIssuesUsingJqlEnhancedSearch({
      jql: 'project = PROJ AND summary ~ "jira.js" ORDER BY created DESC',
      fields: ['summary'],
    })
    expect(found.issues?.map((one) => one.key)).to.deep.equal([key])
    const projects = await jira.projects.searchProjects()
    expect(projects.values.map((one) => one.key)).to.deep.equal(['PROJ'])
    const myself = await jira.myself.getCurrentUser()
    expect(myself.accountId).to.equal(world.site.people.alice.accountId)
  })

  it('upload and download an attachment with jira.js', async () => {
    const jira = new Version3Client(settings())
    const [attachment] = await jira.issueAttachments.addAttachment({
      issueIdOrKey: 'PROJ-1',
      attachment: { filename: 'note.txt', file: Buffer.from('hello') },
    })
    expect(attachment?.filename).to.equal('note.txt')
    const content = await jira.issueAttachments.getAttachmentContent({
      id: attachment?.id ?? '',
      redirect: false,
    })
    expect(content.toString()).to.equal('hello')
  })

  it('find a page and attach a file to it with confluence.js', async () => {
    const confluence = new ConfluenceClient(settings())
    const found = await confluence.search.searchByCQL({ cql: 'type = page AND title ~ "Home"' })
    expect(found.results.map(({ title }) => title)).to.deep.equal(['Home of Documents'])
    const added = await confluence.contentAttachments.createAttachments({
      id: found.results[0]?.content.id ?? '',
      attachments: [{ filename: 'note.txt', file: Buffer.from('hello'), minorEdit: true }],
    })
    expect(added.results.map(({ title }) => title)).to.deep.equal(['note.txt'])
    const user = await confluence.users.getCurrentUser()
    expect(user.accountId).to.equal(world.site.people.alice.accountId)
  })
})
