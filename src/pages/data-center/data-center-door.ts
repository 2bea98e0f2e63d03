import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Log } from '../../lib/log.ts'
import { asRefusal, problemHeaders } from '../../lib/problem.ts'
import { REFUSALS } from '../../lib/refusal-codes.ts'
import { Refusal } from '../../lib/refusal.ts'
import { nameRequest, requestIdOf } from '../../lib/request-name.ts'
import { route } from '../../lib/route.ts'
import type { Product } from '../../tenants/tenant.ts'
import { unreadableBody } from '../../lib/unreadable-body.ts'
import { assetAddresses } from '../assets.ts'
import { formBody } from '../form-body.ts'
import { NEVER_STORED, setSafeHeaders } from '../page-headers.ts'
import { sendHtml } from '../page-room.ts'
import { recordRefusal } from '../refusal-page.ts'
import { sentForm } from '../rules/sent-form.ts'
import { createViews } from '../views.ts'
import { createManagers, type ManagersDeps } from './managers.ts'
import { createPageTokens } from './page-tokens.ts'
import { presentHost, type HostPage } from './present-host.ts'
import { presentSignIn } from './present-sign-in.ts'

export interface DataCenterDoorDeps extends ManagersDeps {
  /** Those that a product of the Cloud would show, the one that is opened first at the front. */
  readonly pagesOf: (product: Product) => readonly HostPage[]
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

const ROOT = '/data-center'
const FORM = { bytesMax: 4 * 1024, fieldsMax: 5 }

// Nobody may frame this page, and it frames our own alone.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * `/data-center/…`: signs administrators of Data Center sites in by a token that manages Gatehouse, and frames
 * our pages for them, since no product does.
 */
export function createDataCenterDoor(deps: DataCenterDoorDeps): Router {
  const { pagesOf, log } = deps
  const views = createViews()
  const assets = assetAddresses()
  const managers = createManagers(deps)
  const tokens = createPageTokens(deps.clock)
  const render = (model: object) => views.render('data-center', { ...model, assets })

  async function show(_req: Request, res: Response): Promise<void> {
    sendHtml(res, await render(presentSignIn()))
  }

  async function open(req: Request, res: Response): Promise<void> {
    const person = await managers.byText(req, sentForm(req.body).text('token').trim())
    const pages = pagesOf(person.tenant.product)
    sendHtml(res, await render(presentHost(person, pages, tokens)))
  }

  async function contextToken(req: Request, res: Response): Promise<void> {
    res.json({ token: tokens.contextToken(await managers.byHeader(req)) })
  }

  async function page(req: Request, res: Response): Promise<void> {
    const person = await managers.byHeader(req)
    const wanted = sentForm(req.body).text('page')
    const found = pagesOf(person.tenant.product).find(({ key }) => key === wanted)
    if (found === undefined) throw new Refusal('request/not-found', { detail: 'no such page' })
    res.json({ address: tokens.pageAddress(person, found.path) })
  }

  // A wrong token is told where it was typed; nothing of it is shown again.
  const refuseOpening: ErrorRequestHandler = (thrown: unknown, req, res, next) => {
    const refusal = unreadableBody(thrown) ?? asRefusal(thrown)
    recordRefusal(log, refusal, requestIdOf(res), req.path)
    res.set({ ...problemHeaders(refusal), 'Cache-Control': NEVER_STORED })
    render(presentSignIn(refusal))
      .then((html) => sendHtml(res, html, REFUSALS[refusal.code].status))
      .catch(next)
  }

  const router = express.Router()
  router.use(ROOT, nameRequest(deps.ids), safe)
  router.get(ROOT, route(show))
  router.post(`${ROOT}/open`, fromHere, ...formBody(FORM), route(open), refuseOpening)
  router.post(`${ROOT}/context-token`, route(contextToken))
  router.post(`${ROOT}/page`, ...formBody(FORM), route(page))
  return router
}

const safe: RequestHandler = (_req, res, next) => {
  setSafeHeaders(res, POLICY)
  next()
}

// A page of elsewhere could sign somebody in as another, and watch what they then set there.
const fromHere: RequestHandler = (req, _res, next) => {
  const from = req.get('sec-fetch-site')
  next(from === undefined || from === 'same-origin' ? undefined : new Refusal('request/cross-site'))
}
