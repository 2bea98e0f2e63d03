import express, { type RequestHandler, type Router } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { createAdministration } from './administration.ts'
import { createApiAccess } from './api-access.ts'
import { assetAddresses } from './assets.ts'
import { formBody } from './form-body.ts'
import { framingOf, setPageHeaders } from './page-headers.ts'
import { createOverviewPage } from './overview/overview-page.ts'
import { createOwnTokenPowers } from './own-token-powers.ts'
import type { PagesDeps } from './page-room.ts'
import { createProvidersPage } from './providers/providers-page.ts'
import { createRefusalPage } from './refusal-page.ts'
import { createRulesPage } from './rules/rules-page.ts'
import { nameRequest } from '../lib/request-name.ts'
import { route } from '../lib/route.ts'
import { createViews } from './views.ts'

/** Several pasted keys and many rules; each condition is three fields. */
const PROVIDER_FORM = { bytesMax: 512 * 1024, fieldsMax: 4_000 }

/** A token to be tried, with room for what somebody pastes by mistake, to be told so kindly. */
const TEST_FORM = { bytesMax: 128 * 1024, fieldsMax: 50 }

/** One pasted token, of at most 16 KiB, and what escaping adds to it. */
const LINK_FORM = { bytesMax: 20 * 1024, fieldsMax: 10 }

/**
 * The pages of one product, with absolute paths below `/{product}/pages`. Failures are answered here
 * too: whatever is below that path is read by people, so it is never a problem document.
 */
export function createPagesDoor(deps: PagesDeps): Router {
  const root = `/${deps.product}/pages`
  const tools = { root, views: createViews(), assets: assetAddresses() }
  const apiAccess = createApiAccess(deps, tools)
  const administration = createAdministration(deps, tools)
  const providers = createProvidersPage(deps, tools)
  const rules = createRulesPage(deps, tools)
  const overview = createOverviewPage(deps, tools)
  const framed = framedByItsTenant(deps)
  const page = [deps.guard.page, framed]
  const action = [deps.guard.action, framed, ...formBody()]
  const linkAction = [deps.guard.action, framed, ...formBody(LINK_FORM)]
  const testAction = [deps.guard.action, framed, ...formBody(TEST_FORM)]
  const providerAction = [deps.guard.action, framed, ...formBody(PROVIDER_FORM)]

  const router = express.Router()
  router.use(root, nameRequest(deps.ids))
  router.get(`${root}/api-access`, page, route(apiAccess.show))
  router.get(`${root}/admin`, page, route(administration.show))
  router.post(`${root}/tokens`, action, route(apiAccess.create))
  router.post(`${root}/tokens/:tokenId/revoke`, action, route(apiAccess.revoke))
  router.post(`${root}/tokens/list`, action, route(apiAccess.leave))
  router.post(`${root}/tokens/:tokenId/rotate`, action, route(apiAccess.rotate))
  router.post(`${root}/tokens/:tokenId/narrow`, action, route(apiAccess.narrow))
  router.post(`${root}/tokens/:tokenId/limits`, action, route(apiAccess.setLimits))
  router.post(`${root}/tokens/:tokenId/can-do`, action, route(createOwnTokenPowers(deps, tools)))
  router.post(`${root}/locks/:lockId/unlock`, action, route(apiAccess.unlock))
  router.post(`${root}/links`, linkAction, route(apiAccess.link))
  router.post(`${root}/links/:linkId/remove`, action, route(apiAccess.unlink))
  router.post(`${root}/admin/links`, action, route(administration.link))
  router.post(`${root}/admin/links/:linkId/remove`, action, route(administration.unlink))
  router.get(`${root}/providers`, page, route(providers.show))
  router.post(`${root}/providers/list`, action, route(providers.list))
  router.post(`${root}/providers/add`, action, route(providers.choose))
  router.post(`${root}/providers/form`, action, route(providers.begin))
  router.post(`${root}/providers/rules`, providerAction, route(providers.changeRules))
  router.post(`${root}/providers/save`, providerAction, route(providers.save))
  router.post(`${root}/providers/test`, testAction, route(providers.test))
  router.post(`${root}/providers/:providerId/form`, action, route(providers.edit))
  router.post(`${root}/providers/:providerId/enabled`, action, route(providers.setEnabled))
  router.post(`${root}/providers/:providerId/remove`, action, route(providers.remove))
  for (const [name, tabbed] of Object.entries({ rules, overview })) {
    router.get(`${root}/${name}`, page, route(tabbed.show))
    for (const { path, handle, limits } of tabbed.actions) {
      const form = [deps.guard.action, framed, ...formBody(limits)]
      router.post(`${root}/${name}${path}`, form, route(handle))
    }
    router.post(`${root}/${name}/:tab`, action, route(tabbed.open))
  }
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
    setPageHeaders(res, framingOf(tenant, deps.settings))
    next()
  }
}
