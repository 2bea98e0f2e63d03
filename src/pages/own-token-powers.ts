import { Refusal } from '../lib/refusal.ts'
import { presentCanDo } from './overview/explain/present-operations.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'

/** Shows somebody what a token of their own can do, by the rules as they are now. */
export function createOwnTokenPowers(
  { guard, tokens, policies, explainer }: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
): PageHandler {
  return async (req, res) => {
    const { tenant, accountId } = guard.personOf(req)
    const own = await tokens.list(tenant.id, accountId)
    const token = own.find(({ id }) => id === req.params['tokenId'])
    if (token === undefined) throw new Refusal('request/not-found', { detail: 'no such token' })
    const answer = await explainer.ofOperations(tenant, { token: token.id }, undefined)
    const { document } = await policies.read(tenant.id)
    const view = { document, caller: `“${token.name}”`, address: undefined, isAdmin: false }
    sendHtml(res, await views.render('fragments/can-do', { canDo: presentCanDo(answer, view) }))
  }
}
