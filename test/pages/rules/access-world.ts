import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import type { ResourceRule } from '../../../src/policy/resource-rule.ts'
import type { Bypass } from '../../../src/policy/bypass.ts'
import type { PagesOptions } from '../pages-deps.ts'
import { startPages, type PageAnswer, type PagesWorld } from '../pages-world.ts'

/** The tab of access rules, with `ada` and `adam` as its admins. */
export interface AccessWorld extends PagesWorld {
  /** Takes the right from all admins. */
  dismiss(): void
  /** What is stored from now on, made without the page. */
  has(given: Partial<PolicyDocument>): Promise<void>
  document(): Promise<PolicyDocument>
  /** @param action below the tab's own address */
  post(action: string, form?: Readonly<Record<string, string>>, as?: string): Promise<PageAnswer>
}

const BY = { actor: 'ada', requestId: 'made-by-the-test' }

export async function startAccess(options: PagesOptions = {}): Promise<AccessWorld> {
  const admins = ['ada', 'adam']
  const world = await startPages({ admins, ...options })
  return {
    ...world,
    post: (action, form = {}, as = 'ada') => world.act(`/rules/access${action}`, as, form),
    dismiss() {
      admins.length = 0
    },
    async has(given) {
      const { id } = world.tenant
      await world.policies.change(id, BY, ({ document }) => ({ ...document, ...given }))
    },
    document: async () => (await world.policies.read(world.tenant.id)).document,
  }
}

/** A rule that lets everybody read issues; a test names only what it is about. */
export function aRule(given: Partial<ResourceRule> = {}): ResourceRule {
  return {
    id: 'read-issues',
    name: 'Read issues',
    state: 'on',
    effect: 'allow',
    methods: 'reads',
    path: '/rest/api/3/issue/{key}/**',
    ...given,
  }
}

/** A bypass in force for a day of the clock that tests begin with. */
export function aBypass(expiresAt: number, given: Partial<Bypass> = {}): Bypass {
  return {
    id: 'old-build',
    name: 'Old build',
    enabled: true,
    methods: ['GET', 'PUT'],
    path: '/rest/api/2/issue/{key}',
    networks: ['10.20.0.0/16'],
    ownerAccountId: 'ada',
    reason: 'Cannot be rebuilt before May',
    expiresAt: new Date(expiresAt).toISOString(),
    ...given,
  }
}

/** Text of a page as a reader sees it, in one line. */
export function readerText(html: string): string {
  return html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}
