import type { Request, Response } from 'express'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import { createOwnLinks } from './own-links.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { curlExample, gatewayAddress, presentCreated } from './present-api-access.ts'
import { presentFrame } from './present-page.ts'
import { requestIdOf } from '../lib/request-name.ts'
import { readTokenForm, type TokenRequest } from './token-form.ts'
import { createWorkspace, type Rights, type WorkspaceChange } from './workspace.ts'

/** The page for everybody who is signed in: own tokens and identities, and how to use them. */
export interface ApiAccess {
  readonly show: PageHandler
  readonly create: PageHandler
  readonly revoke: PageHandler
  readonly link: PageHandler
  readonly unlink: PageHandler
}

const REVOKED = 'The token is revoked. Calls with it are refused from now on.'

export function createApiAccess(deps: PagesDeps, tools: PageTools): ApiAccess {
  const { guard, tokens, settings } = deps
  const { views } = tools
  const workspace = createWorkspace(deps, `${tools.root}/tokens`)
  const ownLinks = createOwnLinks(deps, tools, `${tools.root}/links`)

  async function show(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const gateway = gatewayAddress(person.tenant, settings)
    const model = {
      ...presentFrame('API access', deps.product, settings, tools.assets),
      gateway,
      curl: curlExample(person.tenant, gateway, 'YOUR_TOKEN'),
      workspace: await workspace.present(person, await workspace.rightsOf(person)),
      links: await ownLinks.present(person),
    }
    sendHtml(res, await views.render('api-access', model))
  }

  async function create(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const rights = await workspace.rightsOf(person)
    if (!rights.mayCreate) throw new Refusal('tokens/not-allowed')
    const reading = readTokenForm(req.body, rights.tokenDaysMax)
    if (reading.kind === 'refused') {
      const model = { workspace: await workspace.present(person, rights, { reading }) }
      sendHtml(res, await views.render('fragments/token-form-refused', model), 422)
      return
    }
    const change = await issue(deps, person, rights, reading.request, requestIdOf(res))
    const model = { workspace: await workspace.present(person, rights, change) }
    sendHtml(res, await views.render('fragments/token-created', model))
  }

  async function revoke(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    await tokens.revoke(person.tenant.id, req.params['tokenId'] ?? '', {
      actor: person.accountId,
      ownerAccountId: person.accountId,
      requestId: requestIdOf(res),
    })
    // Only the list is shown anew: whatever stands half-typed in the form stays there, and revoking
    // works also while the product cannot be asked who is an admin.
    const model = { tokenList: await workspace.presentList(person), notice: REVOKED }
    sendHtml(res, await views.render('fragments/token-revoked', model))
  }

  const { link, unlink } = ownLinks
  return { show, create, revoke, link, unlink }
}

// A token that acts as the app can do what its owner cannot, and one that manages Gatehouse does what
// only admins do; so only an admin may have one.
async function issue(
  { tokens, clock, settings }: PagesDeps,
  { tenant, accountId }: Person,
  rights: Rights,
  request: TokenRequest,
  requestId: string,
): Promise<WorkspaceChange> {
  const isForAdmins = request.actsAs === 'app' || request.access === 'manage'
  if (isForAdmins && !rights.isAdmin) {
    const detail = `a token with the access ${request.access} that acts as ${request.actsAs}`
    throw new Refusal('person/not-admin', { detail })
  }
  const { token, text } = await tokens.issue({
    tenantId: tenant.id,
    ownerAccountId: accountId,
    requestId,
    lifetimeDaysMax: rights.tokenDaysMax,
    ...request,
  })
  const gateway = gatewayAddress(tenant, settings)
  const created = presentCreated(token, text, clock.now(), tenant, gateway)
  return { created, newTokenId: token.id }
}
