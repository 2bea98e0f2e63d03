import type { GroupSource } from '../../src/policy/group.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { Who } from '../../src/policy/who.ts'

/** A document without the names of groups and providers that are not in it. */
export function fitting(document: PolicyDocument): PolicyDocument {
  const providers = new Set(document.providers.map(({ id }) => id))
  const groups = new Set(document.groups.map(({ id }) => id))
  const isThere = (kind: string, id: string) => (kind === 'group' ? groups : providers).has(id)
  const { budget } = document.limits
  const { mayCall, readOnly, fullAccess, mayHoldTokens } = document.access
  const known = (ids: readonly string[]) => ids.filter((id) => groups.has(id))
  const everyoneOr = (ids: 'everyone' | readonly string[]) =>
    ids === 'everyone' ? ids : known(ids)
  return {
    ...document,
    groups: document.groups.map((group) => ({
      ...group,
      sources: group.sources.map((source) => withProvider(source, providers)),
    })),
    access: {
      mayCall: everyoneOr(mayCall),
      readOnly: known(readOnly),
      fullAccess: known(fullAccess),
      mayHoldTokens: everyoneOr(mayHoldTokens),
    },
    resources: document.resources.map((rule) => withWho(rule, isThere)),
    limits: {
      ...document.limits,
      rules: document.limits.rules.map((rule) => withWho(rule, isThere)),
      ...(budget === undefined
        ? {}
        : {
            budget: {
              ...budget,
              lowPriority: known(budget.lowPriority),
              weights: budget.weights.filter(({ group }) => groups.has(group)),
            },
          }),
    },
  }
}

function withProvider(source: GroupSource, providers: ReadonlySet<string>): GroupSource {
  if (source.from === 'product' || providers.has(source.provider)) return source
  return { from: 'product', groupId: `${source.provider} ${source.value}`, name: source.value }
}

function withWho<T extends { readonly who?: Who | undefined }>(
  rule: T,
  isThere: (kind: string, id: string) => boolean,
): T {
  const { who, ...rest } = rule
  if (who === undefined) return rule
  const named = [...JSON.stringify(who).matchAll(/"(group|provider)":"([^"]+)"/g)]
  if (named.every(([, kind = '', id = '']) => isThere(kind, id))) return rule
  // The rest is the rule without a member that no rule needs.
  return rest as T
}
