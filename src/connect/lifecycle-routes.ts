import express, { type Request, type Response, type Router } from 'express'
import {
  decideDisabled,
  decideEnabled,
  decideInstalled,
  decideUninstalled,
} from '../tenants/lifecycle.ts'
import type { SiteRules } from '../tenants/site-address.ts'
import type { Ace } from './ace.ts'
import { CALLBACK, INSTALL, passGate } from './gate.ts'
import { verifyInstallSignature, type InstallKey } from './install-signature.ts'
import { createReadJson, type ReadJson } from './json-body.ts'
import { comesTooLate } from './late-disabled.ts'
import { parseInstalled, parseLifecycle, type LifecycleEvent } from './lifecycle-body.ts'
import { applyChange, type LifecycleChangeDeps } from './lifecycle-change.ts'
import { route } from '../lib/route.ts'
import { readSigned, type SignedRequest, type SignedRequestDeps } from './signed-request.ts'
import type { UnverifiedToken } from './unverified-token.ts'
import { untrusted } from './untrusted.ts'

export interface LifecycleDeps extends SignedRequestDeps, LifecycleChangeDeps {
  readonly product: LifecycleChangeDeps['product']
  readonly clock: LifecycleChangeDeps['clock']
  readonly directory: LifecycleChangeDeps['directory']
  readonly ace: Ace
  readonly installKey: InstallKey
  readonly siteRules: SiteRules
}

interface LifecycleRoom extends LifecycleDeps {
  readonly readJson: ReadJson
}

const BODY_BYTES_MAX = 64 * 1024

/**
 * `installed`, `uninstalled`, `enabled` and `disabled`; each goes gate, signature, body, change,
 * answer. Only 200 and 204 count as success (Atlassian's docs), and the answer is sent when the
 * change is on disk and every look-up sees it.
 */
export function createLifecycleRoutes(deps: LifecycleDeps): Router {
  const room: LifecycleRoom = { ...deps, readJson: createReadJson(BODY_BYTES_MAX) }
  const steps = { installed, uninstalled, enabled, disabled }
  const router = express.Router({ caseSensitive: true, strict: true })
  for (const [event, step] of Object.entries(steps)) {
    router.post(
      `${deps.app.basePath}/${event}`,
      route(async (req: Request, res: Response) => {
        await step(req, res, room)
        res.status(204).end()
      }),
    )
  }
  return router
}

async function installed(req: Request, res: Response, room: LifecycleRoom): Promise<void> {
  const { claims, text } = await readInstallToken(req, room)
  const { value } = await room.readJson(req, res)
  const installation = parseInstalled(value, room, room.siteRules)
  demandSameClient(claims.iss, installation.clientKey)
  await room.ace.verifyInstall(text, installation)
  await applyChange(
    installation,
    claims.sub,
    (state, facts) => decideInstalled(installation, state, facts),
    room,
  )
}

async function uninstalled(req: Request, res: Response, room: LifecycleRoom): Promise<void> {
  const { claims, text } = await readInstallToken(req, room)
  const { value } = await room.readJson(req, res)
  const subject = parseLifecycle(value, 'uninstalled', room)
  demandSameClient(claims.iss, subject.clientKey)
  await room.ace.verifyUninstall(text, subject)
  await applyChange(subject, claims.sub, decideUninstalled, room)
}

async function enabled(req: Request, res: Response, room: LifecycleRoom): Promise<void> {
  const { tenant, accountId } = await readSignedLifecycle(req, res, 'enabled', room)
  await applyChange({ clientKey: tenant.clientKey }, accountId, decideEnabled, room)
}

async function disabled(req: Request, res: Response, room: LifecycleRoom): Promise<void> {
  if (await comesTooLate(req, res, room)) return
  const { tenant, accountId } = await readSignedLifecycle(req, res, 'disabled', room)
  await applyChange({ clientKey: tenant.clientKey }, accountId, decideDisabled, room)
}

async function readInstallToken(req: Request, room: LifecycleRoom): Promise<UnverifiedToken> {
  const token = passGate(req, INSTALL, room.app, room.clock)
  await verifyInstallSignature(token, room.installKey)
  return token
}

async function readSignedLifecycle(
  req: Request,
  res: Response,
  event: LifecycleEvent,
  room: LifecycleRoom,
): Promise<SignedRequest> {
  const signed = await readSigned(req, CALLBACK, ['active', 'disabled'], room)
  const { value } = await room.readJson(req, res)
  demandSameClient(signed.tenant.clientKey, parseLifecycle(value, event, room).clientKey)
  return signed
}

// The token does not cover the body; this is the only thread between the two (Atlassian's docs).
function demandSameClient(proven: string, claimed: string): void {
  if (proven !== claimed) throw untrusted('client-key')
}
