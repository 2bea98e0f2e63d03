import type { Request, Response } from 'express'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { createServiceTokens } from './service-tokens.ts'
import { createTokenLimiting } from './token-limiting.ts'
import { tokenLosses } from './token-losses.ts'
import { readTokenRulesForm, saveTokenRules } from './token-rules-form.ts'
import { presentTokensTab, tokensAtPresent } from './tokens-panel.ts'

/** What holds for all API tokens, the tokens of service accounts, and the list of everybody's. */
export function createTokensTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies, tokens } = deps
  const service = createServiceTokens(deps, tools)
  const limiting = createTokenLimiting(deps, tools)

  async function saveRules(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, readAs] = [readTokenRulesForm(sent), sent.text('readAs')]
    const { document } = await policies.read(admin.tenant.id)
    const present = await tokensAtPresent(deps, admin, document)
    const asking = {
      answer: sent.text(ANSWER),
      alsoLoses: (_before: unknown, after: typeof document) =>
        tokenLosses(present.tokens, after, present.held, present.now),
    }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (current) =>
      saveTokenRules(current, form, readAs),
    )
    const panelWith = (rules: object) =>
      presentTokensTab(deps, admin, { rules: { form, readAs, ...rules } }, tools.actions)
    switch (saving.kind) {
      case 'saved': {
        const panel = await presentTokensTab(deps, admin, {}, tools.actions)
        return tools.send(res, panel, { notice: SAVED })
      }
      case 'asks':
        return tools.send(res, await panelWith({ question: saving.question }))
      case 'outdated':
        return tools.send(res, await panelWith({ isOutdated: true }), REFUSED)
      case 'refused':
        return tools.send(res, await panelWith({ faults: saving.faults }), REFUSED)
    }
  }

  async function revoke(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    await tokens.revoke(admin.tenant.id, req.params['tokenId'] ?? '', {
      actor: admin.accountId,
      requestId: requestIdOf(res),
    })
    const panel = await presentTokensTab(deps, admin, {}, tools.actions)
    await tools.send(res, panel, { notice: REVOKED })
  }

  return {
    id: 'tokens',
    title: 'Tokens',
    present: (admin) => presentTokensTab(deps, admin, {}, tools.actions),
    actions: [
      { path: '/rules', handle: saveRules },
      { path: '/service', handle: service.create },
      { path: '/:tokenId/revoke', handle: revoke },
      { path: '/:tokenId/rotate', handle: service.rotate },
      { path: '/:tokenId/narrow', handle: limiting.open },
      { path: '/:tokenId/limits', handle: limiting.save },
    ],
  }
}

const SAVED = 'The rules are saved. They hold from the next call on.'
const REFUSED = { alert: 'The rules were not saved: please look at what is marked.' }
const REVOKED = 'The token is revoked. Calls with it are refused from now on.'
