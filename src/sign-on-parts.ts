import type { AuditStore } from './audit/audit-store.ts'
import type { SubjectWriter } from './audit/subject-writer.ts'
import type { Neighbours } from './cluster/neighbours.ts'
import type { Settings } from './config/settings.ts'
import type { Database } from './db/database.ts'
import { ownKey } from './db/sealed-keys.ts'
import { createCsrfTokens } from './identity/sign-on/csrf-token.ts'
import type { SignOnSessions } from './identity/sign-on/sign-on-sessions.ts'
import { createSignOns } from './identity/sign-on/sign-ons.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { Sealer } from './lib/sealer.ts'
import { createCrowdClient } from './upstream/crowd-client.ts'
import type { SiteClient } from './upstream/site-client.ts'

/**
 * A part of the composition root: people who have signed on by the Crowd of a Data Center site, and how
 * their sessions end.
 */
export async function createSignOnParts(deps: {
  readonly settings: Pick<Settings, 'atlassian'>
  readonly database: Database
  readonly sealer: Sealer
  readonly audit: Pick<AuditStore, 'append'>
  readonly clock: Clock
  readonly ids: Ids
  readonly recordedSubject: SubjectWriter
  readonly siteClient: Pick<SiteClient, 'endSessions'>
  readonly neighbours: Pick<Neighbours, 'tell'> | undefined
}) {
  const { database, sealer, ids, clock, siteClient } = deps
  const crowd = createCrowdClient({ clock, allowHttp: deps.settings.atlassian.allowHttpSites })
  const key = (name: string) => ownKey(database, sealer, ids, name)
  const signOns = createSignOns({ crowd, digestKey: await key('sign-on-digest'), clock })
  const csrf = createCsrfTokens(await key('csrf'))

  const endHere = (tenantId: string, userName: string | undefined) => {
    signOns.forgetUser(tenantId, userName)
    siteClient.endSessions(tenantId, userName)
  }
  const endEverywhere = async (tenantId: string, userName: string | undefined) => {
    endHere(tenantId, userName)
    const whose = userName === undefined ? {} : { userName }
    await deps.neighbours?.tell({ kind: 'sign-ons', tenantId, ...whose })
  }
  const sessions: SignOnSessions = {
    async end(tenantId, userName, { actor, requestId }) {
      await deps.audit.append({
        id: ids.next(),
        tenantId,
        at: clock.now(),
        requestId,
        kind: 'sign-on.ended',
        actor,
        subject: userName === undefined ? 'everybody' : deps.recordedSubject(tenantId, userName),
        facts: {},
      })
      await endEverywhere(tenantId, userName)
    },
  }
  return { crowd, signOns, csrf, sessions, endHere, endEverywhere }
}
