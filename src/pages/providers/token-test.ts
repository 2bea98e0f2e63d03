import type { Request, Response } from 'express'
import { adminOf } from '../admin-of.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from '../page-room.ts'
import { readPastedToken } from '../pasted-token.ts'
import { presentInspection, type TokenTestModel } from './present-inspection.ts'
import { wordsOf } from '../product-words.ts'

/** Lets an admin see what would come of a token. The token is neither stored, logged nor shown again. */
export interface TokenTest {
  present(): TokenTestModel
  readonly run: PageHandler
}

/** @param action path that runs a test */
export function createTokenTest(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  action: string,
): TokenTest {
  const { policies, inspector, product } = deps
  const { personPath } = wordsOf(product)
  const empty: TokenTestModel = { action, personPath, fault: undefined, result: undefined }

  async function run(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const pasted = readPastedToken(req.body)
    if (pasted.kind === 'refused') {
      const test = { ...empty, fault: pasted.fault }
      sendHtml(res, await views.render('fragments/provider-tested', { test }), 422)
      return
    }
    const { document } = await policies.read(tenant.id)
    const inspection = await inspector.inspect(tenant, document.providers, pasted.token)
    const result = presentInspection(inspection, document.switches.providerTokens)
    const test = { ...empty, result }
    sendHtml(res, await views.render('fragments/provider-tested', { test }))
  }

  return { present: () => empty, run }
}
