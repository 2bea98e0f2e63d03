import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Switches } from '../policy/switches.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { presentInstallation, presentSwitch } from './present-administration.ts'
import { presentFrame } from './present-page.ts'
import { presentTokens } from './present-tokens.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from './request-name.ts'

/** The page for administrators of the product: the installation, all tokens, the switches. */
export interface Administration {
  readonly show: PageHandler
  readonly revoke: PageHandler
  readonly setSwitches: PageHandler
}

const switchForm = z.object({ usersMayCreateTokens: z.enum(['on', 'off']) })

const REVOKED = 'The token is revoked. Calls with it are refused from now on.'
const SWITCHED_ON = 'Users may create tokens again.'
const SWITCHED_OFF = 'From now on only administrators may create tokens.'

export function createAdministration(deps: PagesDeps, tools: PageTools): Administration {
  const { tokens, switches, clock, settings } = deps
  const { views } = tools
  const root = `${tools.root}/admin`
  const words = wordsOf(deps.product)

  async function show(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const model = {
      ...presentFrame('Gatehouse administration', deps.product, settings, tools.assets),
      installation: presentInstallation(tenant, settings, clock.now()),
      tokenList: await tokenListOf(tenant.id),
      createSwitch: switchModel(await switches.read(tenant.id)),
    }
    sendHtml(res, await views.render('administration', model))
  }

  async function revoke(req: Request, res: Response): Promise<void> {
    const { tenant, accountId } = await adminOf(deps, req)
    await tokens.revoke(tenant.id, req.params['tokenId'] ?? '', {
      actor: accountId,
      requestId: requestIdOf(res),
    })
    const model = { tokenList: await tokenListOf(tenant.id), notice: REVOKED }
    sendHtml(res, await views.render('fragments/token-revoked', model))
  }

  async function setSwitches(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const form = switchForm.safeParse(req.body)
    if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
    const wanted: Switches = { usersMayCreateTokens: form.data.usersMayCreateTokens === 'on' }
    await changeSwitches(deps, admin, wanted, requestIdOf(res))
    const notice = wanted.usersMayCreateTokens ? SWITCHED_ON : SWITCHED_OFF
    const model = { createSwitch: switchModel(wanted), notice }
    sendHtml(res, await views.render('fragments/switch-changed', model))
  }

  async function tokenListOf(tenantId: string) {
    const all = await tokens.list(tenantId)
    const { personPath } = words
    return presentTokens(all, { now: clock.now(), actions: `${root}/tokens`, personPath })
  }

  function switchModel(current: Switches) {
    return presentSwitch(current, `${root}/switches`, words.name)
  }

  return { show, revoke, setSwitches }
}

// The guard knows the person; whether it is an admin only the product knows, and may change.
async function adminOf({ guard, isAdmin }: PagesDeps, req: Request): Promise<Person> {
  const person = guard.personOf(req)
  if (!(await isAdmin(person.tenant, person.accountId))) {
    throw new Refusal('person/not-admin', { detail: `account ${person.accountId}` })
  }
  return person
}

// Asking for what is already so changes and records nothing.
async function changeSwitches(
  { switches, clock, ids }: PagesDeps,
  { tenant, accountId }: Person,
  wanted: Switches,
  requestId: string,
): Promise<void> {
  const current = await switches.read(tenant.id)
  if (current.usersMayCreateTokens === wanted.usersMayCreateTokens) return
  await switches.write(tenant.id, wanted, {
    kind: 'switches.changed',
    id: ids.next(),
    tenantId: tenant.id,
    at: clock.now(),
    requestId,
    actor: accountId,
    subject: tenant.id,
    facts: { usersMayCreateTokens: wanted.usersMayCreateTokens },
  })
}
