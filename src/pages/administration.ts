import type { Request, Response } from 'express'
import { adminOf } from './admin-of.ts'
import { createAllLinks } from './all-links.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { presentInstallation } from './present-administration.ts'
import { presentFrame } from './present-page.ts'
import { presentRulesOverview } from './rules-overview.ts'

/** The page for administrators of the product: the installation, and whose identities are linked. */
export interface Administration {
  readonly show: PageHandler
  readonly link: PageHandler
  readonly unlink: PageHandler
}

export function createAdministration(deps: PagesDeps, tools: PageTools): Administration {
  const { clock, settings } = deps
  const { views } = tools
  const links = createAllLinks(deps, tools, `${tools.root}/admin/links`)

  async function show(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const model = {
      ...presentFrame('Gatehouse administration', deps, tools.assets, tenant),
      overview: await presentRulesOverview(deps, tenant.id),
      installation: presentInstallation(tenant, settings, clock.now()),
      links: await links.present(tenant),
    }
    sendHtml(res, await views.render('administration', model))
  }

  return { show, link: links.link, unlink: links.unlink }
}
