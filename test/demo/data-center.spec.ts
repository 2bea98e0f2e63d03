import { expect } from 'chai'
import { spawnDemo } from './spawn-demo.ts'

const OUTCOMES = [
  /^200, Confluence sees: jane; cookies handed out: 0$/,
  /^401 credential\/invalid/,
  /^403 request\/cross-site/,
  /^200, page \d+ "Hello"$/,
  /^200, "Home of Documents", read by svc-reports$/,
  /^403 call\/not-available/,
  /^403 upstream\/not-allowlisted/,
  /^401 credential\/invalid/,
  /^200, Confluence sees: jane$/,
  /^204, Crowd has ended her session$/,
  /^401 credential\/invalid/,
  /^13 requests; 8 secrets looked for, 0 found$/,
]

describe('npm run demo -- --data-center', () => {
  let status: number | null
  let output: string

  before(async function () {
    this.timeout(60_000) // Three programs are loaded, one after the other.
    const demo = spawnDemo('--data-center', '--once')
    status = await demo.ended
    output = demo.output()
  })

  it('with --once goes through every way in as it should, and ends with 0', () => {
    expect(status, output).to.equal(0)
    const outcomes = [...output.matchAll(/^ {5}→ (.*)$/gm)].map(([, outcome]) => outcome)
    expect(outcomes).to.have.length(OUTCOMES.length)
    OUTCOMES.forEach((expected, at) => expect(outcomes[at]).to.match(expected))
    expect(output).not.to.contain('✘')
    expect(output, 'no warning of any package').not.to.match(/warning/i)
  })

  it('shows the record of who called by what and how it ended, and no secret anywhere', () => {
    const record = output.split('audit log:')[1] ?? ''
    expect(record).to.match(/jane +sso-cookie +203\.0\.113\.7 +POST \/rest\/api\/content +200\n/)
    expect(record).to.match(/– +– +198\.51\.100\.9 +GET .* 401 credential\/invalid\n/)
    expect(record).to.match(/svc-reports +provider-token .* 403 upstream\/not-allowlisted\n/)
    expect(record).to.match(/– +product-token .* 200\n/)
    expect(output).not.to.match(/crowd\.token_key=|gatehouse_\w{16}_|eyJ/)
  })
})
