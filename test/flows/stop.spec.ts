import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { anInstalledWorld } from '../support/a-world.ts'

describe('a stop', () => {
  it('waits for the review of an account that is under way, and begins no other', async () => {
    const it_ = await anInstalledWorld()
    const asked = () => it_.world.log.calls({ server: 'site', path: '/rest/api/3/user' }).length
    try {
      const accounts = [it_.people.alice, it_.people.bob, it_.people.admin]
      it_.world.site.faults.latencyMs = 300
      for (const { accountId } of accounts) {
        const [report] = await it_.jira.webhook('user_deleted', { user: { accountId } })
        expect(report?.delivered).to.equal(true)
      }
      // The first hint is reviewed alone, as it woke the work; the others came meanwhile and wait.
      while (asked() < 2) await pause(5)
      await it_.gatehouse.stop()
      expect(asked()).to.equal(2)
    } finally {
      await it_.stop()
    }
  })
})
