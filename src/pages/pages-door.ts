import express, { type RequestHandler, type Router } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { createAdministration } from './administration.ts'
import { createApiAccess } from './api-access.ts'
import { assetAddresses } from './assets.ts'
import { formBody } from './form-body.ts'
import { ancestorsOf, setPageHeaders } from './page-headers.ts'
import type { PagesDeps } from './page-room.ts'
import { createRefusalPage } from './refusal-page.ts'
import { nameRequest } from './request-name.ts'
import { route } from '../lib/route.ts'
import { createViews } from './views.ts'

/**
 * The pages of one product, with absolute paths below `/{product}/pages`. Failures are answered here
 * too: whatever is below that path is read by people, so it is never a problem document.
 */
export function createPagesDoor(deps: PagesDeps): Router {
  const root = `/${deps.product}/pages`
  const tools = { root, views: createViews(), assets: assetAddresses() }
  const apiAccess = createApiAccess(deps, tools)
  const administration = createAdministration(deps, tools)
  const framed = framedByItsTenant(deps)
  const page = [deps.guard.page, framed]
  const action = [deps.guard.action, framed, ...formBody]

  const router = express.Router()
  router.use(root, nameRequest(deps.ids))
  router.get(`${root}/api-access`, page, route(apiAccess.show))
  router.get(`${root}/admin`, page, route(administration.show))
  router.post(`${root}/tokens`, action, route(apiAccess.create))
  router.post(`${root}/tokens/:tokenId/revoke`, action, route(apiAccess.revoke))
  router.post(`${root}/admin/tokens/:tokenId/revoke`, action, route(administration.revoke))
  router.post(`${root}/admin/switches`, action, route(administration.setCreating))
  router.post(`${root}/admin/longest-life`, action, route(administration.setLongestLife))
  router.use(root, (_req, _res, next) => {
    next(new Refusal('request/not-found', { detail: 'no such page or action' }))
  })
  router.use(root, createRefusalPage(deps, tools))
  return router
}

// As soon as the tenant is certain its headers are set, so that a later refusal is framed by the same
// site as the page would have been.
function framedByItsTenant(deps: Pick<PagesDeps, 'guard' | 'settings'>): RequestHandler {
  return (req, res, next) => {
    const { tenant } = deps.guard.personOf(req)
    setPageHeaders(res, deps.settings, ancestorsOf(tenant))
    next()
  }
}
