import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Provider } from '../../identity/providers/provider.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Policy } from '../../policy/policy-document.ts'
import { adminOf } from '../admin-of.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from '../page-room.ts'
import { danglingWords } from '../dangling.ts'
import { presentFrame } from '../present-page.ts'
import { presentProviders } from './present-providers.ts'
import { createProviderEditor, type ProviderEditor } from './provider-editor.ts'
import { requestIdOf } from '../../lib/request-name.ts'
import { createTokenTest } from './token-test.ts'

/** The page for administrators about the identity providers whose tokens are taken. */
export interface ProvidersPage extends ProviderEditor {
  readonly show: PageHandler
  readonly list: PageHandler
  readonly setEnabled: PageHandler
  readonly remove: PageHandler
  readonly test: PageHandler
}

const enabledForm = z.object({ enabled: z.enum(['on', 'off']) })

export function createProvidersPage(deps: PagesDeps, tools: PageTools): ProvidersPage {
  const { policies } = deps
  const { views } = tools
  const actions = `${tools.root}/providers`
  const tokenTest = createTokenTest(deps, tools, `${actions}/test`)

  async function show(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const { document } = await policies.read(tenant.id)
    const model = {
      ...presentFrame('Identity providers', deps, tools.assets, tenant),
      list: presentProviders(document, actions),
      test: tokenTest.present(),
    }
    sendHtml(res, await views.render('providers', model))
  }

  async function list(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const { document } = await policies.read(tenant.id)
    const model = { list: presentProviders(document, actions) }
    sendHtml(res, await views.render('fragments/provider-list-shown', model))
  }

  async function setEnabled(req: Request, res: Response): Promise<void> {
    await changeOne(req, res, (provider) => {
      const form = enabledForm.safeParse(req.body)
      if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
      const enabled = form.data.enabled === 'on'
      const notice = enabled
        ? `“${provider.name}” is switched on. Its tokens are taken from now on.`
        : `“${provider.name}” is switched off. Its tokens are refused from now on.`
      return { provider: { ...provider, enabled }, notice }
    })
  }

  function remove(req: Request, res: Response): Promise<void> {
    return changeOne(req, res, ({ name }) => ({
      provider: undefined,
      notice: `“${name}” is removed. Its tokens are refused from now on.`,
    }))
  }

  async function changeOne(req: Request, res: Response, change: ChangeOne): Promise<void> {
    const { tenant, accountId } = await adminOf(deps, req)
    const by = { actor: accountId, requestId: requestIdOf(res) }
    let notice = ''
    let dangling: readonly string[] = []
    const { document } = await policies.change(tenant.id, by, ({ document: current }) => {
      const provider = existing(current.providers, req.params['providerId'])
      const changed = change(provider)
      notice = changed.notice
      const providers = current.providers.flatMap((each) =>
        each === provider ? (changed.provider ?? []) : each,
      )
      dangling = danglingWords(current, { ...current, providers })
      return dangling.length > 0 ? current : { ...current, providers }
    })
    const list = presentProviders(document, actions)
    if (dangling.length > 0) {
      const html = await views.render('fragments/provider-named', { list, dangling })
      sendHtml(res, html, 422)
      return
    }
    sendHtml(res, await views.render('fragments/providers-changed', { list, notice }))
  }

  const editor = createProviderEditor(deps, tools, actions)
  return { ...editor, show, list, setEnabled, remove, test: tokenTest.run }
}

/** What becomes of a provider; undefined removes it. */
type ChangeOne = (provider: Provider) => {
  readonly provider: Provider | undefined
  readonly notice: string
}

function existing(providers: Policy['document']['providers'], id: string | undefined): Provider {
  const found = providers.find((each) => each.id === id)
  if (found === undefined) throw new Refusal('request/not-found', { detail: 'no such provider' })
  return found
}
