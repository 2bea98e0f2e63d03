import type { Request, Response } from 'express'
import { adminOf } from './admin-of.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { presentInstallation } from './present-administration.ts'
import { presentFrame } from './present-page.ts'
import { presentTokens } from './present-tokens.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from './request-name.ts'
import { createRules } from './rules.ts'

/** The page for administrators of the product: the installation, all tokens, the rules. */
export interface Administration {
  readonly show: PageHandler
  readonly revoke: PageHandler
  readonly setCreating: PageHandler
  readonly setLongestLife: PageHandler
}

const REVOKED = 'The token is revoked. Calls with it are refused from now on.'

export function createAdministration(deps: PagesDeps, tools: PageTools): Administration {
  const { tokens, clock, settings } = deps
  const { views } = tools
  const root = `${tools.root}/admin`
  const rules = createRules(deps, tools, root)

  async function show(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const model = {
      ...presentFrame('Gatehouse administration', deps.product, settings, tools.assets),
      installation: presentInstallation(tenant, settings, clock.now()),
      tokenList: await tokenListOf(tenant.id),
      rules: await rules.present(tenant.id),
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
  return { show, revoke, setCreating, setLongestLife }
}
