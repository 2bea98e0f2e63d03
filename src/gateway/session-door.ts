import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Credential } from '../identity/credential.ts'
import type { SignOn } from '../identity/principal.ts'
import type { SignOns } from '../identity/sign-on/sign-ons.ts'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import type { NamedSite } from '../policy/read-site.ts'
import { contextPathOf, readSite } from '../policy/read-site.ts'
import type { SnapshotOf } from '../policy/snapshots.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import type { SiteClient } from '../upstream/site-client.ts'
import { ownHeaders } from './answer.ts'
import { authenticate, refuseSwitchedOff } from './authenticate.ts'
import { newFacts, type GrowingFacts } from './call-facts.ts'
import { CallRecord, type CallRecordDeps } from './call-record.ts'
import type { ClientAddress } from './client-address.ts'
import { dataCenterCredential, type DataCenterDeps } from './data-center-credential.ts'
import { endWithout, type Ending } from './end-without.ts'
import { CALLER_IDLE_MS, HangUp } from './hang-up.ts'
import type { Clock } from '../lib/clock.ts'
import { drainLeftover } from './request-body.ts'

const SITES = '/sites/'
/** Below a site, and nothing that a product has. */
const SESSION_PATH = '/gatehouse/session'

export interface SessionDoorDeps extends DataCenterDeps {
  readonly signOns: Pick<SignOns, 'cookieNameOf' | 'authenticate' | 'end'>
  /** Resolves when every process has dropped what it holds of the user. */
  readonly onSignedOut: (tenantId: string, userName: string) => Promise<void>
}

export interface SessionRooms extends CallRecordDeps {
  readonly dataCenter: SessionDoorDeps
  readonly directory: Pick<TenantDirectory, 'dataCenterAt'>
  readonly snapshotOf: SnapshotOf
  readonly siteClient: Pick<SiteClient, 'signOut'>
  readonly clock: Clock
  readonly ids: Ids
  readonly hsts: string | undefined
}

/** Whether a request is about a browser's own session here, and for no product. */
export function isSessionCall(
  req: IncomingMessage,
  { dataCenterAt }: Pick<TenantDirectory, 'dataCenterAt'>,
): boolean {
  const target = req.url ?? ''
  if (!target.endsWith(SESSION_PATH)) return false
  const below = target.slice(SITES.length)
  const [host = ''] = below.split('/', 1)
  // Exactly there: a product may have something of that name further down.
  return dataCenterAt(host.toLowerCase()).some(
    (site) => below === `${host}${contextPathOf(site)}${SESSION_PATH}`,
  )
}

/**
 * `…/gatehouse/session` below a Data Center site, for pages whose people have signed on by Crowd. GET tells
 * who is signed on, and the token that a write has to show; DELETE signs out, here, at the product and at
 * Crowd. Recorded like a call. Ends every request.
 */
export async function serveSession(
  rooms: SessionRooms,
  addressOf: ClientAddress,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { clock, ids, log, hsts } = rooms
  const hangUp = new HangUp(res, CALLER_IDLE_MS)
  const record = new CallRecord(rooms)
  const facts = newFacts(ids.next(), clock.now(), addressOf(req), req.method)
  const ours = ownHeaders(facts.requestId, hsts)
  let ending: Ending
  try {
    const signedOn = await signedOnIn(rooms, addressOf, req, facts)
    await record.open(facts, 'allow', 'session')
    if (req.method === 'DELETE') await signOut(rooms, signedOn)
    const status = answerWith(rooms, signedOn, req, res, ours)
    ending = { outcome: 'answered', status, code: undefined }
  } catch (thrown) {
    ending = await endWithout({ thrown, facts, record, hangUp, log, req, res, ours })
  } finally {
    hangUp.end()
    drainLeftover(req)
  }
  await record.close({
    ...ending,
    upstreamStatus: undefined,
    traceId: undefined,
    durationMs: Math.max(0, clock.now() - facts.at),
  })
}

interface SignedOnHere {
  readonly tenant: Tenant
  readonly policyVersion: number
  readonly accountId: string
  readonly signOn: SignOn
  readonly mayWrite: boolean
}

async function signedOnIn(
  { dataCenter, directory, snapshotOf }: SessionRooms,
  addressOf: ClientAddress,
  req: IncomingMessage,
  facts: GrowingFacts,
): Promise<SignedOnHere> {
  const named = readSite(req.url ?? '', directory.dataCenterAt)
  const { tenant, site } = siteIn(named)
  facts.tenant = tenant
  facts.path = named.rawPath
  if (req.method !== 'GET' && req.method !== 'DELETE') {
    throw new Refusal('request/method-not-allowed')
  }
  const snapshot = await snapshotOf(tenant)
  facts.policyVersion = snapshot.version
  const address = addressOf(req, snapshot.document.networks.proxy)
  facts.address = address
  const call = { needsToken: false }
  const arrival = { tenant, site, call, snapshot, address }
  const credential = await dataCenterCredential(dataCenter, req, arrival)
  const principal = await authenticate(
    [dataCenter.signOns.authenticate],
    cookieIn(credential),
    tenant,
  )
  facts.principal = principal
  refuseSwitchedOff(snapshot.acceptedKinds, principal)
  if (!isActive(tenant)) throw new Refusal('site/inactive')
  const { actsAs, access } = principal
  if (actsAs.kind !== 'user' || actsAs.signOn === undefined) throw new Refusal('credential/missing')
  const { accountId, signOn } = actsAs
  const mayWrite = access === 'write'
  return { tenant, policyVersion: snapshot.version, accountId, signOn, mayWrite }
}

function siteIn({ dataCenter: tenant }: NamedSite) {
  const site = tenant?.dataCenter
  if (tenant === undefined || site === undefined) throw new Refusal('credential/missing')
  return { tenant, site }
}

function cookieIn(credential: Credential | undefined): Credential {
  if (credential?.scheme === 'cookie') return credential
  throw new Refusal('credential/missing', { detail: 'no sign-on cookie' })
}

// At Crowd first: once that has ended, no product takes the cookie for much longer.
async function signOut({ dataCenter, siteClient, log }: SessionRooms, who: SignedOnHere) {
  const { tenant, policyVersion, accountId, signOn } = who
  await dataCenter.signOns.end(tenant, signOn)
  try {
    await siteClient.signOut(tenant, policyVersion, who)
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    // Its session ends by itself, and is no longer held here.
    log.info({ tenantId: tenant.id, code: thrown.code }, 'a product was not told of a sign-out')
  }
  await dataCenter.onSignedOut(tenant.id, accountId)
}

function answerWith(
  { dataCenter }: SessionRooms,
  { tenant, accountId, signOn, mayWrite }: SignedOnHere,
  req: IncomingMessage,
  res: ServerResponse,
  ours: readonly string[],
): number {
  if (req.method === 'DELETE') {
    res.writeHead(204, [...ours, 'cache-control', 'no-store'])
    res.end()
    return 204
  }
  const csrfToken = dataCenter.csrf.tokenFor(tenant, signOn.token)
  const body = JSON.stringify({ user: accountId, mayWrite, csrfToken })
  const headers = ['content-type', 'application/json', 'cache-control', 'no-store']
  res.writeHead(200, [...ours, ...headers, 'x-content-type-options', 'nosniff'])
  res.end(body)
  return 200
}
