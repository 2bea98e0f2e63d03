import type { Person } from '../identity/person.ts'
import type { PagesDeps } from './page-room.ts'
import {
  presentTokenForm,
  type CreatedTokenModel,
  type TokenFormModel,
} from './present-api-access.ts'
import { presentTokens, type TokenListModel } from './present-tokens.ts'
import { wordsOf } from './product-words.ts'
import type { TokenFormReading } from './token-form.ts'

/** What this person may create: decided anew for each request. */
export interface Rights {
  readonly isAdmin: boolean
  readonly mayCreate: boolean
  /** Longest life of a new token, for administrators too. */
  readonly tokenDaysMax: number
}

/** What an action adds to the usual sight: a form to be corrected, or a token that was made. */
export interface WorkspaceChange {
  readonly reading?: Extract<TokenFormReading, { readonly kind: 'refused' }>
  readonly created?: CreatedTokenModel
  readonly newTokenId?: string
}

/** The part of the API access page that actions replace: new token, form and list. */
interface WorkspaceModel {
  readonly created: CreatedTokenModel | undefined
  /** Absent for somebody who may not create tokens. */
  readonly form: TokenFormModel | undefined
  readonly tokenList: TokenListModel
}

export interface Workspace {
  /** @throws Refusal when the product cannot be asked */
  rightsOf(person: Person): Promise<Rights>
  present(person: Person, rights: Rights, change?: WorkspaceChange): Promise<WorkspaceModel>
  /** The person's own tokens alone; needs nobody's word but ours. */
  presentList(person: Person, newTokenId?: string): Promise<TokenListModel>
}

/** @param actions path that creates a token, and that its id and `/revoke` are added to */
export function createWorkspace(deps: PagesDeps, actions: string): Workspace {
  const { tokens, policies, clock } = deps

  const workspace: Workspace = {
    async rightsOf({ tenant, accountId }) {
      const [isAdmin, { document }] = await Promise.all([
        deps.isAdmin(tenant, accountId),
        policies.read(tenant.id),
      ])
      const { usersMayCreateTokens, tokenDaysMax } = document.switches
      return { isAdmin, mayCreate: isAdmin || usersMayCreateTokens, tokenDaysMax }
    },

    async present(person, rights, { reading, created, newTokenId } = {}) {
      const form = presentTokenForm({
        action: actions,
        now: clock.now(),
        isAdmin: rights.isAdmin,
        daysMax: rights.tokenDaysMax,
        productName: wordsOf(deps.product).name,
        ...(reading === undefined ? {} : { values: reading.values, faults: reading.faults }),
      })
      return {
        created,
        form: rights.mayCreate ? form : undefined,
        tokenList: await workspace.presentList(person, newTokenId),
      }
    },

    async presentList({ tenant, accountId }, newTokenId) {
      const own = await tokens.list(tenant.id, accountId)
      const isNew = newTokenId === undefined ? {} : { newTokenId }
      return presentTokens(own, { now: clock.now(), actions, ...isNew })
    },
  }
  return workspace
}
