import { expect } from 'chai'
import { anInstalledWorld } from '../support/a-world.ts'
import { dumpDatabase, findLeaks, sinkCounts, testLog, watchForSecret } from '../support/sinks.ts'

describe('secrets', function () {
  // All that the run has written so far is searched for all secrets of the run.
  this.timeout(180_000)
  it('are in no log line and not in the database after everything that can go right and wrong', async () => {
    const it_ = await anInstalledWorld({ environment: { LOG_LEVEL: 'debug' } })
    const { alice, admin } = it_.people
    const { gatehouse, jira } = it_
    const token = await it_.createToken(alice, { access: 'write' })
    await it_.createToken(admin, { actsAs: 'app' })
    await it_.call('/rest/api/3/myself', token)
    await it_.call('/rest/api/3/myself', `${token}x`)
    await it_.call(`/rest/api/3/myself?jwt=${token}`, token)
    await it_.call(`/rest/api/3/myself?access_token=${jira.contextToken(alice)}`, token)
    await fetch(`${gatehouse.url}/sites/nobody.example/rest/api/3/myself?token=${token}`)
    await fetch(jira.pageUrl('api-access', alice, { secret: 'a wrong secret, long enough' }))
    await fetch(jira.pageUrl('api-access', alice, { claims: { exp: undefined } }))
    await fetch(`${gatehouse.url}/jira/pages/api-access?jwt=${jira.contextToken(alice)}`)
    await jira.send('installed', { rawBody: `{"sharedSecret":"${jira.sharedSecret()}",` })
    await jira.send('installed', { body: { clientKey: 'somebody else' } })
    await jira.rotateSecret()
    watchForSecret(jira.sharedSecret())
    it_.world.faults.reset()
    await jira.uninstall()

    const lines = gatehouse.logLines.length
    const dump = dumpDatabase(gatehouse.databaseFile)
    expect(lines).to.be.greaterThan(5)
    expect(dump).to.contain(jira.clientKey)
    expect(findLeaks()).to.deep.equal([])
    await it_.stop()
  })

  it('would be found if they were: the search itself works', () => {
    const before = sinkCounts()
    const secret = 'a secret that only this test knows'
    const { log } = testLog()
    // Only in memory of this test: the line is taken back so that the run's own search stays clean.
    expect(findLeaks()).to.deep.equal([])
    log.info('nothing to see')
    watchForSecret(secret)
    expect(findLeaks([`{"msg":"${secret}"}`])).to.have.length(1)
    expect(
      findLeaks(['{"msg":"gatehouse_' + `${'a'.repeat(16)}_${'b'.repeat(32)}_${'c'.repeat(6)}"}`]),
    ).to.have.length(1)

    expect(
      findLeaks(['{"msg":"JWT eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJjbGllbnQifQ.c2lnbmF0dXJl"}']),
    ).to.have.length(1)
    expect(sinkCounts().secrets).to.equal(before.secrets + 1)
  })
})
