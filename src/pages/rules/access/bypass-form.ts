import type { Bypass } from '../../../policy/bypass.ts'
import { accountIdFrom } from '../../pasted-account-id.ts'
import { momentOf } from '../../date-words.ts'
import { sentForm } from '../sent-form.ts'
import { METHOD_NAMES } from './resource-form.ts'

/** The form of a bypass, as it is sent and shown. */
export const BYPASS_FIELDS = [
  'name',
  'id',
  'enabled',
  'methods',
  'path',
  'networks',
  'ownerAccountId',
  'reason',
  'ends',
  'endDate',
] as const
type BypassField = (typeof BYPASS_FIELDS)[number]

export interface BypassForm {
  readonly fields: Readonly<Record<BypassField, string>>
  /** Those that are ticked; they mean something where `methods` is `listed`. */
  readonly methods: readonly string[]
}

/** Days until a bypass ends, to choose from; beside `kept`, the end it has, and `date`, the end of a day. */
export const BYPASS_DAYS = [1, 7, 30, 90, 365] as const

/** What a new bypass begins with: reads, for a week, answered for by whoever makes it. */
export function emptyBypass(ownerAccountId: string): BypassForm {
  const texts: Partial<Record<BypassField, string>> = {
    enabled: 'on',
    methods: 'reads',
    ownerAccountId,
    ends: '7',
  }
  return { fields: fieldsBy((name) => texts[name] ?? ''), methods: [] }
}

/** The form as it shows a bypass. */
export function formOfBypass(bypass: Bypass): BypassForm {
  const { methods } = bypass
  const texts: Record<BypassField, string> = {
    name: bypass.name,
    id: bypass.id,
    enabled: bypass.enabled ? 'on' : 'off',
    methods: typeof methods === 'string' ? methods : 'listed',
    path: bypass.path,
    networks: bypass.networks.join('\n'),
    ownerAccountId: bypass.ownerAccountId,
    reason: bypass.reason,
    ends: 'kept',
    endDate: '',
  }
  return {
    fields: fieldsBy((name) => texts[name]),
    methods: typeof methods === 'string' ? [] : methods,
  }
}

/** Reads the flat names of a sent form. Total: what is missing is empty, what is unknown is passed over. */
export function readBypassForm(body: unknown): BypassForm {
  const sent = sentForm(body)
  const typed = fieldsBy((name) => sent.text(name))
  return {
    fields: { ...typed, ownerAccountId: accountIdFrom(typed.ownerAccountId.trim()) },
    methods: METHOD_NAMES.filter((name) => sent.has(`methods.${name}`)),
  }
}

/** When a bypass ends, as its kept end is offered: "21 Nov 2026, 10:00 UTC". */
export function endWords(expiresAt: string, now: number): string {
  return momentOf(Date.parse(expiresAt), now).exact
}

function fieldsBy(text: (name: BypassField) => string): Record<BypassField, string> {
  // Made of BYPASS_FIELDS, which is every BypassField.
  return Object.fromEntries(BYPASS_FIELDS.map((name) => [name, text(name)])) as Record<
    BypassField,
    string
  >
}
