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
  /** Selector of the element that the answers replace. */
  readonly target: string
  /** Whoever uses the form may also take limits away. */
  readonly mayWiden: boolean
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

const FAULTS_BELOW = 'Please look at what is marked.'

const form = z.object({ access: z.enum(['read', 'write']).optional() }).catch({})

export function readNarrowForm(body: unknown): NarrowReading {
  return { ...readLimits(body), access: form.parse(body).access }
}

/**
 * Makes the change that was typed, unless there is something wrong with what was.
 * @returns what the form says about a refusal, undefined for none; a refusal that the form has no
 * better words for is passed on
 */
export async function objectionTo(
  reading: NarrowReading,
  make: (change: TokenChange) => Promise<unknown>,
): Promise<string | undefined> {
  if (reading.faults.size > 0) return FAULTS_BELOW
  try {
    await make(changeOf(reading))
    return undefined
  } catch (thrown) {
    const objection = thrown instanceof Refusal ? narrowingObjection(thrown) : undefined
    if (objection === undefined) throw thrown
    return objection
  }
}

function changeOf({ limits, access }: NarrowReading): TokenChange {
  return { limits, ...(access === undefined ? {} : { access }) }
}

function narrowingObjection({ code, faults }: Refusal): string | undefined {
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
    readonly target: string
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
    target: view.target,
    mayWiden: view.isAdmin,
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
