import type { Request, Response } from 'express'
import type { Link } from '../identity/link.ts'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import { ownLinkFault } from './link-words.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { readPastedToken } from './pasted-token.ts'
import { linkingProviders, presentLinks, type LinkListModel } from './present-links.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from '../lib/request-name.ts'

/** The form that proves an identity with a token. */
interface OwnLinkFormModel {
  readonly action: string
  /** Names of the providers whose tokens can be linked. */
  readonly providers: readonly string[]
  readonly fault: string | undefined
}

interface OwnLinksModel {
  readonly productName: string
  readonly list: LinkListModel
  /** Absent while no further identity can be linked. */
  readonly form: OwnLinkFormModel | undefined
}

/** What a person does about their own identities: a part of the page API access. */
export interface OwnLinks {
  /** Undefined when there is nothing to show and nothing to do. */
  present(person: Person): Promise<OwnLinksModel | undefined>
  readonly link: PageHandler
  readonly unlink: PageHandler
}

interface Change {
  readonly fault?: string
  readonly newLinkId?: string
}

const REMOVED = 'The link is removed. Tokens of that identity do not act as you from now on.'

/** @param actions path that links, and that a link's id and `/remove` are added to */
export function createOwnLinks(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  actions: string,
): OwnLinks {
  const { guard, links, policies, clock, product } = deps

  async function present(person: Person, change: Change = {}): Promise<OwnLinksModel> {
    const { fault, newLinkId } = change
    const [own, { document }] = await Promise.all([
      links.list(person.tenant.id, person.accountId),
      policies.read(person.tenant.id),
    ])
    const { name, personPath } = wordsOf(product)
    const providers = document.switches.providerTokens ? linkingProviders(document) : []
    const list = presentLinks(own, {
      now: clock.now(),
      providers: document.providers,
      actions,
      personPath,
      showAccount: false,
      ...(newLinkId === undefined ? {} : { newLinkId }),
    })
    const form = { action: actions, providers: providers.map((each) => each.name), fault }
    return { productName: name, list, form: providers.length === 0 ? undefined : form }
  }

  async function link(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const pasted = readPastedToken(req.body)
    const linking =
      pasted.kind === 'refused'
        ? pasted
        : await linkIdentity(deps, person, pasted.token, requestIdOf(res))
    if (linking.kind === 'refused') {
      const model = { links: await present(person, { fault: linking.fault }) }
      sendHtml(res, await views.render('fragments/own-link-refused', model), 422)
      return
    }
    const model = { links: await present(person, { newLinkId: linking.link.id }) }
    const notice = `“${linking.link.subject}” is linked. Tokens of that identity act as you from now on.`
    sendHtml(res, await views.render('fragments/own-links-changed', { ...model, notice }))
  }

  async function unlink(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    await links.unlink(person.tenant.id, req.params['linkId'] ?? '', {
      actor: person.accountId,
      ownerAccountId: person.accountId,
      requestId: requestIdOf(res),
    })
    const model = { links: await present(person), notice: REMOVED }
    sendHtml(res, await views.render('fragments/own-links-changed', model))
  }

  return {
    async present(person) {
      const model = await present(person)
      return model.form === undefined && model.list.isEmpty ? undefined : model
    },
    link,
    unlink,
  }
}

type Linking =
  | { readonly kind: 'linked'; readonly link: Link }
  | { readonly kind: 'refused'; readonly fault: string }

/**
 * Links what the token proves to whom the page's own token named: no other account can be meant.
 * @throws Refusal that is about something else than the pasted token
 */
async function linkIdentity(
  { policies, inspector, links, log }: PagesDeps,
  { tenant, accountId }: Person,
  token: Secret,
  requestId: string,
): Promise<Linking> {
  const { document } = await policies.read(tenant.id)
  if (!document.switches.providerTokens) throw new Refusal('credential/switched-off')
  try {
    const { issuer, subject } = await inspector.proves(tenant, document.providers, token)
    const wish = { tenantId: tenant.id, issuer, subject, accountId }
    return { kind: 'linked', link: await links.link(wish, { actor: accountId, requestId }) }
  } catch (thrown) {
    const fault = thrown instanceof Refusal ? ownLinkFault(thrown.code) : undefined
    if (!(thrown instanceof Refusal) || fault === undefined) throw thrown
    // The person is told the class of the reason; the reason itself is for who runs Gatehouse.
    log.info({ requestId, code: thrown.code, detail: thrown.detail }, 'identity not linked')
    return { kind: 'refused', fault }
  }
}
