import type { Request, Response } from 'express'
import { createToken } from './create-token.ts'
import { createOwnLinks } from './own-links.ts'
import { createOwnLocks } from './own-locks.ts'
import { presentOwnUsage } from './own-usage.ts'
import { createOwnTokens, type OwnTokens } from './own-tokens.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { curlExample, gatewayAddress } from './present-api-access.ts'
import { presentFrame } from './present-page.ts'
import { requestIdOf } from '../lib/request-name.ts'
import { rightsOf } from './token-rights.ts'
import { createWorkspace } from './workspace.ts'

/** The page for everybody who is signed in: own tokens and identities, and how to use them. */
export interface ApiAccess extends OwnTokens {
  readonly show: PageHandler
  readonly create: PageHandler
  readonly revoke: PageHandler
  readonly link: PageHandler
  readonly unlink: PageHandler
  readonly unlock: PageHandler
}

const REVOKED = 'The token is revoked. Calls with it are refused from now on.'

export function createApiAccess(deps: PagesDeps, tools: PageTools): ApiAccess {
  const { guard, tokens, settings } = deps
  const { views } = tools
  const workspace = createWorkspace(deps, `${tools.root}/tokens`)
  const ownTokens = createOwnTokens(deps, tools, workspace, `${tools.root}/tokens`)
  const ownLinks = createOwnLinks(deps, tools, `${tools.root}/links`)
  const ownLocks = createOwnLocks(deps, tools, `${tools.root}/locks`)

  async function show(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const gateway = gatewayAddress(person.tenant, settings)
    const model = {
      ...presentFrame('API access', deps, tools.assets, person.tenant),
      gateway,
      curl: curlExample(person.tenant, gateway, 'YOUR_TOKEN'),
      workspace: await workspace.present(person, await rightsOf(deps, person)),
      links: await ownLinks.present(person),
      usage: await presentOwnUsage(deps, person),
      locks: await ownLocks.present(person),
    }
    sendHtml(res, await views.render('api-access', model))
  }

  async function create(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const rights = await rightsOf(deps, person)
    const creating = await createToken(deps, person, rights, req.body, requestIdOf(res))
    const change = creating.kind === 'created' ? creating.change : { refused: creating.refused }
    const model = { workspace: await workspace.present(person, rights, change) }
    const isCreated = creating.kind === 'created'
    const fragment = isCreated ? 'token-created' : 'token-form-refused'
    sendHtml(res, await views.render(`fragments/${fragment}`, model), isCreated ? 200 : 422)
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
  const { unlock } = ownLocks
  return { show, create, revoke, link, unlink, unlock, ...ownTokens }
}
