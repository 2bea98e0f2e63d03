import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { RuleState } from '../../../policy/rule-state.ts'
import { amountWords } from '../../rules/limits/limit-words.ts'
import { methodsWords } from '../../rules/access/rule-words.ts'

/** Something of the policy that is only watched. */
export interface ShadowRule {
  readonly kind: 'resource' | 'limit' | 'guard'
  readonly id: string
  readonly name: string
  /** What it is about, in a few words. */
  readonly about: string
  /** As audit events name what it would have done. */
  readonly shadow: string
  /** Whether it would allow what is refused, rather than refuse what is allowed. */
  readonly opens: boolean
}

const GUARD_ID = 'destructive'

export function shadowRulesOf({ resources, limits }: PolicyDocument): readonly ShadowRule[] {
  const { rules, destructive } = limits
  return [
    ...resources
      .filter(({ state }) => state === 'shadow')
      .map(({ id, name, methods, path, effect }): ShadowRule => {
        const about = `${methodsWords(methods)} ${path}`
        const opens = effect === 'allow'
        return { kind: 'resource', id, name, about, shadow: `would-${effect}:${id}`, opens }
      }),
    ...rules
      .filter(({ state }) => state === 'shadow')
      .map((limit): ShadowRule => {
        const { id, name } = limit
        const about = amountWords(limit)
        return { kind: 'limit', id, name, about, shadow: `would-limit:${id}`, opens: false }
      }),
    ...(destructive?.state === 'shadow'
      ? [
          {
            kind: 'guard' as const,
            id: GUARD_ID,
            name: 'Guard against deleting a lot',
            about: `More than ${String(destructive.perHour)} deletions and bulk edits an hour`,
            shadow: `would-lock:${GUARD_ID}`,
            opens: false,
          },
        ]
      : []),
  ]
}

/** The document with this rule in another state. */
export function withState(
  document: PolicyDocument,
  { kind, id }: Pick<ShadowRule, 'kind' | 'id'>,
  state: RuleState,
): PolicyDocument {
  const stated = <T extends { readonly id: string }>(list: readonly T[]) =>
    list.map((each) => (each.id === id ? { ...each, state } : each))
  const { limits } = document
  switch (kind) {
    case 'resource':
      return { ...document, resources: stated(document.resources) }
    case 'limit':
      return { ...document, limits: { ...limits, rules: stated(limits.rules) } }
    case 'guard': {
      const { destructive } = limits
      if (destructive === undefined) return document
      return { ...document, limits: { ...limits, destructive: { ...destructive, state } } }
    }
  }
}
