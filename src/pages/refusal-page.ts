import type { ErrorRequestHandler } from 'express'
import type { Log } from '../lib/log.ts'
import { asRefusal, problemHeaders } from '../lib/problem.ts'
import { REFUSALS } from '../lib/refusal-codes.ts'
import type { Refusal } from '../lib/refusal.ts'
import { unreadableBody } from '../lib/unreadable-body.ts'
import { NEVER_STORED, possibleFraming, setPageHeaders } from './page-headers.ts'
import { sendHtml, type PagesDeps, type PageTools } from './page-room.ts'
import { presentFrame } from './present-page.ts'
import { presentRefusal } from './present-refusal.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from '../lib/request-name.ts'

/**
 * The last handler of the pages: whatever went wrong before becomes HTML that people can read. A page
 * gets a whole page; an action gets a message, sent into the page's live region wherever the action
 * had meant its answer to go.
 */
export function createRefusalPage(deps: PagesDeps, tools: PageTools): ErrorRequestHandler {
  const { settings, product, log, guard } = deps

  return (thrown: unknown, req, res, next) => {
    if (res.headersSent) {
      next(thrown) // Express then ends the connection: half a page must not look whole.
      return
    }
    // An escape in the path that does not decode is Express's own error, told by its status like those
    // of its parsers; anybody can send one, so it must not count as a fault of ours.
    const refusal = unreadableBody(thrown) ?? asRefusal(thrown)
    const requestId = requestIdOf(res)
    recordRefusal(log, refusal, requestId, req.baseUrl + req.path)

    // Set already when the guard has named the tenant: then its own site may frame the refusal.
    const framed = res.hasHeader('Content-Security-Policy')
    if (!framed) setPageHeaders(res, possibleFraming(settings))
    res.set({ ...problemHeaders(refusal), 'Cache-Control': NEVER_STORED })
    const isAction = req.get('HX-Request') === 'true'
    if (isAction) res.set({ 'HX-Retarget': '#notice', 'HX-Reswap': 'innerHTML' })

    const model = {
      ...presentFrame(
        'Not possible',
        deps,
        tools.assets,
        framed ? guard.personOf(req).tenant : undefined,
      ),
      ...presentRefusal(refusal, requestId, wordsOf(product).name),
    }
    tools.views
      .render(isAction ? 'fragments/refusal' : 'refusal', model)
      .then((html) => sendHtml(res, html, REFUSALS[refusal.code].status))
      .catch(next)
  }
}

/** One line per refusal; the path only, because the query of a page holds a token. */
export function recordRefusal(log: Log, refusal: Refusal, requestId: string, path: string): void {
  const facts = { requestId, path, code: refusal.code, detail: refusal.detail }
  if (refusal.code === 'gatehouse/internal') log.error({ ...facts, err: refusal.cause }, 'surprise')
  else log.info(facts, 'refused')
}
