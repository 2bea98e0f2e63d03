import type { Person } from '../../../identity/person.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { NarrowFormModel } from '../../narrow-form.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { CreatedTokenModel } from '../../present-api-access.ts'
import { presentTokens, type TokenListModel } from '../../present-tokens.ts'
import { wordsOf } from '../../product-words.ts'
import { daysMaxByOwner } from '../../token-groups.ts'
import {
  presentServiceForm,
  type RefusedService,
  type ServiceFormModel,
} from './present-service-form.ts'
import {
  currentTokenRules,
  presentTokenRules,
  type TokenRulesModel,
  type TokensAtPresent,
  type TokenRulesView,
} from './present-token-rules.ts'

/** What an action adds to the usual sight of the tab. */
export interface TokensView {
  readonly rules?: TokenRulesView
  readonly service?: RefusedService
  readonly created?: CreatedTokenModel
  readonly newTokenId?: string
  /** Stands before all else. */
  readonly narrowing?: NarrowFormModel
}

interface TokensModel {
  readonly created: CreatedTokenModel | undefined
  readonly narrowing: NarrowFormModel | undefined
  readonly rules: TokenRulesModel
  readonly service: ServiceFormModel
  readonly tokenList: TokenListModel
}

/** All tokens of the tenant, with how the rules as they are now end them. */
export async function tokensAtPresent(
  deps: PagesDeps,
  { tenant }: Person,
  document: PolicyDocument,
): Promise<TokensAtPresent> {
  const tokens = await deps.tokens.list(tenant.id)
  const daysMaxOf = await daysMaxByOwner(deps, document, tenant, tokens)
  const held = { daysMaxOf, idleDays: document.tokens.idleDays }
  return { tokens, held, now: deps.clock.now() }
}

/** @param actions path of the tab, that the names of its actions are added to */
export async function presentTokensTab(
  deps: PagesDeps,
  admin: Person,
  view: TokensView,
  actions: string,
): Promise<TokensModel> {
  const { document } = await deps.policies.read(admin.tenant.id)
  const present = await tokensAtPresent(deps, admin, document)
  const rules = view.rules ?? currentTokenRules(document)
  return {
    created: view.created,
    narrowing: view.narrowing,
    rules: presentTokenRules(rules, document, present, actions),
    service: presentServiceForm({
      action: `${actions}/service`,
      product: deps.product,
      daysMax: document.switches.tokenDaysMax,
      refused: view.service,
    }),
    tokenList: presentTokens(present.tokens, {
      ...present.held,
      now: present.now,
      product: deps.product,
      actions,
      target: '#rules',
      revokeTarget: '#rules',
      personPath: wordsOf(deps.product).personPath,
      // What people made for themselves only they renew: nobody else is to see its secret.
      mayRotate: ({ purpose }) => purpose !== undefined,
      mayNarrow: ({ access }) => access !== 'manage',
      ...(view.newTokenId === undefined ? {} : { newTokenId: view.newTokenId }),
    }),
  }
}
