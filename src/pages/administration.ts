import type { Request, Response } from 'express'
import { adminOf } from './admin-of.ts'
import { createAllLinks } from './all-links.ts'
import { createCredentialSwitches } from './credential-switches.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { presentInstallation } from './present-administration.ts'
import { presentFrame } from './present-page.ts'
import { presentTokens } from './present-tokens.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from '../lib/request-name.ts'
import { createRules } from './rules.ts'

/** The page for administrators of the product: the installation, all tokens and links, the rules. */
export interface Administration {
  readonly show: PageHandler
  readonly revoke: PageHandler
  readonly setCreating: PageHandler
  readonly setLongestLife: PageHandler
  readonly setCredential: PageHandler
  readonly link: PageHandler
  readonly unlink: PageHandler
}

const REVOKED = 'The token is revoked. Calls with it are refused from now on.'

export function createAdministration(deps: PagesDeps, tools: PageTools): Administration {
  const { tokens, clock, settings } = deps
  const { views } = tools
  const root = `${tools.root}/admin`
  const rules = createRules(deps, tools, root)
  const credentials = createCredentialSwitches(deps, tools, `${root}/credentials`)
  const links = createAllLinks(deps, tools, `${root}/links`)

  async function show(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const model = {
      ...presentFrame('Gatehouse administration', deps.product, settings, tools.assets),
      installation: presentInstallation(tenant, settings, clock.now()),
      tokenList: await tokenListOf(tenant.id),
      rules: await rules.present(tenant.id),
      credentials: await credentials.present(tenant.id),
      links: await links.present(tenant.id),
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

  async function tokenListOf(tenantId: string) {
    const all = await tokens.list(tenantId)
    const { personPath } = wordsOf(deps.product)
    return presentTokens(all, { now: clock.now(), actions: `${root}/tokens`, personPath })
  }

  const { setCreating, setLongestLife } = rules
  const { link, unlink } = links
  const changes = { setCreating, setLongestLife, setCredential: credentials.set, link, unlink }
  return { show, revoke, ...changes }
}
