import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import {
  decideDisabled,
  decideEnabled,
  decideInstalled,
  decideUninstalled,
} from '../../src/tenants/lifecycle.ts'
import type { TenantChange } from '../../src/tenants/tenant-store.ts'
import type { Tenant, TenantStatus } from '../../src/tenants/tenant.ts'
import { anInstallation, aTenant, facts } from './tenants.ts'

const STATUSES: readonly TenantStatus[] = ['active', 'disabled', 'suspect', 'uninstalled']
const state = (current: Tenant | undefined, ...neighbours: Tenant[]) => ({ current, neighbours })
const kinds = ({ events }: TenantChange) => events.map(({ kind }) => kind)
const gone = aTenant({ status: 'uninstalled', sharedSecret: undefined, oauthClientId: undefined })

describe('what a lifecycle call changes', () => {
  describe('installed', () => {
    it('makes a tenant of a site that was not known', () => {
      const { saves, events } = decideInstalled(anInstallation(), state(undefined), facts())
      expect(saves.length).to.equal(1)
      expect(saves[0]).to.include({ status: 'active', secretVersion: 1, installedAt: 5000 })
      expect(events).to.deep.equal([
        {
          id: 'event-1',
          tenantId: saves[0]?.id,
          subject: saves[0]?.id,
          at: 5000,
          requestId: 'request-1',
          kind: 'tenant.installed',
          actor: 'product',
          facts: { host: 'acme.atlassian.net', again: false },
        },
      ])
    })

    it('changes and records nothing when it is the same push again', () => {
      const change = decideInstalled(anInstallation(), state(aTenant()), facts())
      expect(change).to.deep.equal({ saves: [], events: [] })
    })

    it('counts the version of a secret up only when the secret is another', () => {
      const rotated = anInstallation({ sharedSecret: new Secret('the-second-secret') })
      const change = decideInstalled(rotated, state(aTenant({ secretVersion: 7 })), facts())
      expect(change.saves[0]?.secretVersion).to.equal(8)
      expect(change.saves[0]?.sharedSecret?.reveal()).to.equal('the-second-secret')
      expect(change.events[0]).to.deep.include({
        kind: 'tenant.updated',
        facts: { host: 'acme.atlassian.net', changed: 'secretVersion' },
      })
      const renamed = anInstallation({
        baseUrl: 'https://b.atlassian.net',
        host: 'b.atlassian.net',
      })
      expect(decideInstalled(renamed, state(aTenant()), facts()).saves[0]?.secretVersion).to.equal(
        1,
      )
    })

    it('takes over a new name, and records the former one', () => {
      const renamed = anInstallation({
        baseUrl: 'https://b.atlassian.net',
        host: 'b.atlassian.net',
      })
      const { saves, events } = decideInstalled(renamed, state(aTenant()), facts())
      expect(saves[0]).to.include({ baseUrl: 'https://b.atlassian.net', installedAt: 1000 })
      expect(events[0]?.kind).to.equal('tenant.updated')
      expect(events[0]).to.have.nested.property('facts.formerHost', 'acme.atlassian.net')
    })

    it('takes over whatever else is new, and names it; an old OAuth client id stops working', () => {
      for (const pushed of [
        { oauthClientId: 'oauth-2' },
        { oauthClientId: undefined },
        { displayUrl: 'https://issues.acme.example' },
        { cloudId: 'cloud-2' },
        { appKey: 'gatehouse-jira-2' },
      ]) {
        const { saves, events } = decideInstalled(anInstallation(pushed), state(aTenant()), facts())
        expect(saves[0]).to.deep.include(pushed)
        expect(events[0]).to.have.nested.property('facts.changed', Object.keys(pushed)[0])
      }
    })

    it('brings an uninstalled or suspect tenant back as itself', () => {
      for (const current of [gone, aTenant({ status: 'suspect' })]) {
        const change = decideInstalled(anInstallation(), state(current), facts())
        expect(change.saves[0]).to.include({ id: current.id, status: 'active' })
        expect(kinds(change)).to.deep.equal(['tenant.installed'])
        expect(change.events[0]).to.have.nested.property('facts.again', true)
      }
    })

    it('never gives a secret version twice, also over an uninstall', () => {
      const change = decideInstalled(anInstallation(), state(gone), facts())
      expect(change.saves[0]?.secretVersion).to.equal(2)
    })

    it('does not switch on what an admin has switched off', () => {
      const off = aTenant({ status: 'disabled' })
      const rotated = anInstallation({ sharedSecret: new Secret('the-second-secret') })
      expect(decideInstalled(rotated, state(off), facts()).saves[0]?.status).to.equal('disabled')
    })

    it('makes every other claim to the same site suspect, and merges nothing', () => {
      for (const status of STATUSES) {
        const other = aTenant({ clientKey: 'client-0', status })
        const change = decideInstalled(anInstallation(), state(undefined, other), facts())
        const claims = status === 'active' || status === 'disabled'
        expect(change.saves.length, status).to.equal(claims ? 2 : 1)
        expect(kinds(change)).to.deep.equal(
          claims ? ['tenant.installed', 'tenant.suspected'] : ['tenant.installed'],
        )
        if (!claims) continue
        expect(change.saves[1]).to.deep.equal({ ...other, status: 'suspect', changedAt: 5000 })
        expect(change.events[1]?.tenantId).to.equal(other.id)
        expect(change.events[1]).to.have.nested.property('facts.displacedBy', change.saves[0]?.id)
      }
    })

    it('records no secret in any event', () => {
      const rotated = anInstallation({ sharedSecret: new Secret('the-second-secret') })
      const other = aTenant({ clientKey: 'client-0' })
      for (const current of [undefined, aTenant(), gone]) {
        const { events } = decideInstalled(rotated, state(current, other), facts())
        expect(JSON.stringify(events)).not.to.match(/-secret|oauth-1/)
      }
    })

    it('names the admin on whose behalf the product called', () => {
      const { events } = decideInstalled(
        anInstallation(),
        state(undefined),
        facts({ actor: '557058:jane' }),
      )
      expect(events[0]).to.include({ actor: '557058:jane' })
    })
  })

  describe('uninstalled', () => {
    it('drops the secret and the OAuth client id, and keeps the rest', () => {
      for (const status of ['active', 'disabled', 'suspect'] as const) {
        const current = aTenant({ status })
        const change = decideUninstalled(state(current), facts())
        expect(change.saves).to.deep.equal([
          {
            ...current,
            status: 'uninstalled',
            sharedSecret: undefined,
            oauthClientId: undefined,
            changedAt: 5000,
          },
        ])
        expect(kinds(change)).to.deep.equal(['tenant.uninstalled'])
      }
    })

    it('changes nothing where there is nothing, or nothing any more', () => {
      for (const current of [undefined, gone]) {
        expect(decideUninstalled(state(current), facts())).to.deep.equal({ saves: [], events: [] })
      }
    })
  })

  for (const { event, decide, from, to } of [
    { event: 'enabled', decide: decideEnabled, from: 'disabled', to: 'active' },
    { event: 'disabled', decide: decideDisabled, from: 'active', to: 'disabled' },
  ] as const) {
    it(`${event} turns ${from} into ${to}, and nothing else into anything`, () => {
      for (const status of STATUSES) {
        const change = decide(state(aTenant({ status })), facts())
        if (status === from) {
          expect(change.saves[0]).to.include({ status: to, changedAt: 5000 })
          expect(kinds(change)).to.deep.equal([`tenant.${event}`])
        } else {
          expect(change, status).to.deep.equal({ saves: [], events: [] })
        }
      }
      expect(decide(state(undefined), facts())).to.deep.equal({ saves: [], events: [] })
    })
  }
})
