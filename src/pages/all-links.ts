import type { Request, Response } from 'express'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { adminOf } from './admin-of.ts'
import { emptyLinkForm, readLinkForm, type LinkFormReading } from './link-form.ts'
import { adminLinkFault } from './link-words.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { presentLinkForm, type LinkFormModel } from './present-link-form.ts'
import { linkingProviders, presentLinks, type LinkListModel } from './present-links.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from '../lib/request-name.ts'

interface AllLinksModel {
  readonly list: LinkListModel & {
    /** There are more than are shown. */
    readonly isCut: boolean
  }
  readonly form: LinkFormModel
}

/** What administrators do about the links of all people: a part of their page. */
export interface AllLinks {
  present(tenant: Tenant): Promise<AllLinksModel>
  readonly link: PageHandler
  readonly unlink: PageHandler
}

type Refused = Extract<LinkFormReading, { readonly kind: 'refused' }>
type Accepted = Extract<LinkFormReading, { readonly kind: 'accepted' }>

interface Change {
  readonly refused?: Refused
  readonly newLinkId?: string
}

const REMOVED = 'The link is removed. Tokens of that identity act as nobody from now on.'

/** The newest; a page of thousands of rows helps nobody, and programs get all by the management API. */
const SHOWN_MAX = 500

/** @param actions path that links, and that a link's id and `/remove` are added to */
export function createAllLinks(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  actions: string,
): AllLinks {
  const { links, policies, clock, product, settings } = deps

  async function present(tenant: Tenant, change: Change = {}): Promise<AllLinksModel> {
    const { refused, newLinkId } = change
    const [all, { document }] = await Promise.all([
      links.page(tenant.id, { limit: SHOWN_MAX + 1 }),
      policies.read(tenant.id),
    ])
    const { personPath } = wordsOf(product)
    const list = presentLinks(all.slice(0, SHOWN_MAX), {
      now: clock.now(),
      providers: document.providers,
      actions,
      personPath,
      showAccount: true,
      ...(newLinkId === undefined ? {} : { newLinkId }),
    })
    const providers = linkingProviders(document)
    const typed = refused ?? { values: emptyLinkForm(providers), faults: {} }
    const form = presentLinkForm(typed, providers, actions, tenant)
    const isCut = all.length > SHOWN_MAX
    return { list: { ...list, isCut }, form: { ...form, isOpen: refused !== undefined } }
  }

  async function link(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { document } = await policies.read(admin.tenant.id)
    const reading = readLinkForm(req.body, linkingProviders(document), settings, admin.tenant)
    const linking =
      reading.kind === 'refused' ? reading : await linkFor(admin, reading, requestIdOf(res))
    if (linking.kind === 'refused') {
      const model = { links: await present(admin.tenant, { refused: linking }) }
      sendHtml(res, await views.render('fragments/link-form-refused', model), 422)
      return
    }
    const model = { links: await present(admin.tenant, { newLinkId: linking.linkId }) }
    const notice = `“${reading.values.subject}” is linked. Tokens of that identity act as that account from now on.`
    sendHtml(res, await views.render('fragments/all-links-changed', { ...model, notice }))
  }

  async function linkFor(
    { tenant, accountId: actor }: Person,
    { values, identity }: Accepted,
    requestId: string,
  ): Promise<Refused | { readonly kind: 'linked'; readonly linkId: string }> {
    const wish = { tenantId: tenant.id, accountId: values.accountId, ...identity }
    try {
      const { id } = await links.link(wish, { actor, requestId })
      return { kind: 'linked', linkId: id }
    } catch (thrown) {
      const fault = thrown instanceof Refusal ? adminLinkFault(thrown.code) : undefined
      if (fault === undefined) throw thrown
      return { kind: 'refused', values, faults: { subject: fault } }
    }
  }

  async function unlink(req: Request, res: Response): Promise<void> {
    const { tenant, accountId } = await adminOf(deps, req)
    const by = { actor: accountId, requestId: requestIdOf(res) }
    await links.unlink(tenant.id, req.params['linkId'] ?? '', by)
    const model = { links: await present(tenant), notice: REMOVED }
    sendHtml(res, await views.render('fragments/all-links-changed', model))
  }

  return { present: (tenant) => present(tenant), link, unlink }
}
