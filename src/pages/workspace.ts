import type { Person } from '../identity/person.ts'
import type { ApiToken } from '../identity/api-token.ts'
import { daysMaxByOwner } from './token-groups.ts'
import type { LimitsModel } from './present-limits.ts'
import { presentLimits } from './present-limits.ts'
import type { NarrowFormModel } from './narrow-form.ts'
import type { PagesDeps } from './page-room.ts'
import {
  presentTokenForm,
  type CreatedTokenModel,
  type TokenFormModel,
} from './present-api-access.ts'
import { presentTokens, type TokenListModel } from './present-tokens.ts'
import { wordsOf } from './product-words.ts'
import type { TokenFormReading } from './token-form.ts'
import type { LimitFaults, LimitsReading } from './token-limits-form.ts'
import type { CreatingObjection, Rights } from './token-rights.ts'

/** What an action adds to the usual sight: a form to be corrected, or a token that was made. */
export interface WorkspaceChange {
  readonly refused?: RefusedForm
  readonly created?: CreatedTokenModel
  readonly newTokenId?: string
  /** Stands in the place of the form that creates a token. */
  readonly narrowing?: NarrowFormModel
}

/** A form as it was sent, with what is wrong with it. */
export interface RefusedForm extends Pick<
  Extract<TokenFormReading, { readonly kind: 'refused' }>,
  'values' | 'faults'
> {
  readonly limits: Pick<LimitsReading, 'texts'> & { readonly faults: LimitFaults }
}

/** The part of the API access page that actions replace: new token, form and list. */
interface WorkspaceModel {
  readonly created: CreatedTokenModel | undefined
  readonly narrowing: NarrowFormModel | undefined
  /** Absent for somebody who can create no token now. */
  readonly form: (TokenFormModel & { readonly limits: LimitsModel }) | undefined
  readonly objection: CreatingObjection | undefined
  readonly tokenList: TokenListModel
}

export interface Workspace {
  present(person: Person, rights: Rights, change?: WorkspaceChange): Promise<WorkspaceModel>
  /** The person's own tokens alone; needs nobody's word but ours. */
  presentList(person: Person, newTokenId?: string): Promise<TokenListModel>
}

/** @param actions path that creates a token, and that its id and `/revoke` are added to */
export function createWorkspace(deps: PagesDeps, actions: string): Workspace {
  const { tokens, policies, clock, product } = deps

  const workspace: Workspace = {
    async present(person, rights, { refused, created, newTokenId, narrowing } = {}) {
      const { objection } = rights
      const form = presentTokenForm({
        action: actions,
        now: clock.now(),
        isAdmin: rights.isAdmin,
        daysMax: rights.tokenDaysMax,
        productName: wordsOf(product).name,
        ...refused,
      })
      const limits = presentLimits({ product, prefix: 'token', ...refused?.limits })
      return {
        created,
        narrowing,
        form: objection === undefined ? { ...form, limits } : undefined,
        objection,
        tokenList: await workspace.presentList(person, newTokenId),
      }
    },

    async presentList({ tenant, accountId }, newTokenId) {
      const [own, { document }] = await Promise.all([
        tokens.list(tenant.id, accountId),
        policies.read(tenant.id),
      ])
      return presentTokens(own, {
        now: clock.now(),
        product,
        actions,
        target: '#workspace',
        revokeTarget: '#tokens',
        canDoTarget: '#can-do',
        daysMaxOf: await daysMaxByOwner(deps, document, tenant, own),
        idleDays: document.tokens.idleDays,
        mayRotate: isOwn,
        mayNarrow: (token) => isOwn(token) && token.access !== 'manage',
        ...(newTokenId === undefined ? {} : { newTokenId }),
      })
    },
  }
  return workspace
}

// What an admin made for a program is the admins' to rotate and to change.
function isOwn({ purpose }: ApiToken): boolean {
  return purpose === undefined
}
