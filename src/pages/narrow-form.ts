import { z } from 'zod'
import type { ApiToken } from '../identity/api-token.ts'
import type { TokenChange } from '../identity/tokens.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Product } from '../tenants/tenant.ts'
import { choice, type ChoiceModel } from './field-model.ts'
import { presentLimits, type LimitsModel } from './present-limits.ts'
import {
  limitTextsOf,
  readLimits,
  type LimitFaults,
  type LimitsReading,
} from './token-limits-form.ts'

/** The form that changes what one token is limited to. */
export interface NarrowFormModel {
  readonly name: string
  readonly action: string
  readonly cancelAction: string
  /** Why what was sent cannot be. */
  readonly objection: string | undefined
  /** Absent where there is nothing to choose: reading is the least. */
  readonly access: readonly ChoiceModel[] | undefined
  readonly limits: LimitsModel
}

/** What was typed; the access as it was chosen, which may be nothing. */
export interface NarrowReading extends LimitsReading {
  readonly access: 'read' | 'write' | undefined
}

const WIDENING =
  'Only an administrator may let a token do more than it may now. Add to what it is limited to, or take entries away; to get more, create another token.'

const form = z.object({ access: z.enum(['read', 'write']).optional() }).catch({})

export function readNarrowForm(body: unknown): NarrowReading {
  return { ...readLimits(body), access: form.parse(body).access }
}

export function changeOf({ limits, access }: NarrowReading): TokenChange {
  return { limits, ...(access === undefined ? {} : { access }) }
}

/** What is said of a refusal in the form; undefined for one that the form has no better words for. */
export function narrowingObjection({ code, faults }: Refusal): string | undefined {
  if (code === 'tokens/widening') return WIDENING
  return code === 'request/invalid-input' && faults !== undefined
    ? faults.map(({ says }) => says).join(' ')
    : undefined
}

export function presentNarrowForm(
  token: ApiToken,
  view: {
    readonly action: string
    readonly cancelAction: string
    readonly product: Product
    readonly isAdmin: boolean
    readonly typed?: Pick<NarrowReading, 'texts' | 'access'> & { readonly faults: LimitFaults }
    readonly objection?: string
  },
): NarrowFormModel {
  const { typed } = view
  const access = typed?.access ?? token.access
  const limits = presentLimits({
    product: view.product,
    prefix: 'narrow',
    texts: typed?.texts ?? limitTextsOf(token.limits),
    ...(typed === undefined ? {} : { faults: typed.faults }),
  })
  return {
    name: token.name,
    action: view.action,
    cancelAction: view.cancelAction,
    objection: view.objection,
    access:
      token.access === 'write' || view.isAdmin
        ? [
            choice('read', 'Read', access, 'Look things up, change nothing'),
            choice('write', 'Read and write', access, 'Also create, change and delete'),
          ]
        : undefined,
    limits: { ...limits, isOpen: true },
  }
}
