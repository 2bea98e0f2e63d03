import type { ProductGroup } from '../../../src/identity/product-groups.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import type { Group } from '../../../src/policy/group.ts'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { startPages, type PageAnswer, type PagesWorld } from '../pages-world.ts'

/** The tabs of groups, networks and limits, with `ada` and `adam` as admins, and a product with groups. */
export interface GroupsWorld extends PagesWorld {
  /** Takes the right from all admins. */
  dismiss(): void
  /** The product answers nothing about groups any more. */
  silence(): void
  /** Ids of the product's groups that each admin is in, from now on. */
  isIn(...groupIds: readonly string[]): void
  /** What the shadows of the audit log are, from now on. */
  shadowed(hits: Readonly<Record<string, number>>): void
  /** Parts of the policy as they are stored from now on, made without the page. */
  has(parts: Partial<PolicyDocument>): Promise<void>
  document(): Promise<PolicyDocument>
  /** @param action below `/rules` */
  post(action: string, form?: Readonly<Record<string, string>>, as?: string): Promise<PageAnswer>
}

const BY = { actor: 'ada', requestId: 'made-by-the-test' }

const PRODUCT_GROUPS: readonly ProductGroup[] = [
  { groupId: 'g-1', name: 'jira-admins' },
  { groupId: 'g-2', name: 'jira-software-users' },
  { groupId: 'g-3', name: 'site "<b>bots</b>"' },
]

export function aGroup(given: Partial<Group> = {}): Group {
  return {
    id: 'engineers',
    name: 'Engineers',
    sources: [{ from: 'product', groupId: 'g-2', name: 'jira-software-users' }],
    ...given,
  }
}

export async function startGroups(): Promise<GroupsWorld> {
  const admins = ['ada', 'adam']
  let [isSilent, own]: [boolean, readonly string[]] = [false, []]
  let hits: ReadonlyMap<string, number> = new Map()
  const asked = <T>(answer: T): Promise<T> =>
    isSilent ? Promise.reject(new Refusal('groups/unavailable')) : Promise.resolve(answer)
  const world = await startPages({
    admins,
    productGroups: {
      search: (_tenant, query) => asked(PRODUCT_GROUPS.filter(({ name }) => name.includes(query))),
      ofAccount: () => asked(own),
    },
    audit: {
      bypassHits: async () => new Map<string, number>(),
      shadowHits: async () => hits,
    },
  })
  const { id } = world.tenant
  return {
    ...world,
    dismiss() {
      admins.length = 0
    },
    silence() {
      isSilent = true
    },
    isIn(...groupIds) {
      own = groupIds
    },
    shadowed(given) {
      hits = new Map(Object.entries(given))
    },
    has: async (parts) => {
      await world.policies.change(id, BY, ({ document }) => ({ ...document, ...parts }))
    },
    document: async () => (await world.policies.read(id)).document,
    post: (action, form = {}, as = 'ada') => world.act(`/rules/${action}`, as, form),
  }
}

/** What the button of a question would send with the form. */
export function answerIn(html: string): Record<string, string> {
  const [, answer = ''] = /&quot;answer&quot;:&quot;([0-9a-f]+)&quot;/.exec(html) ?? []
  return { answer }
}
