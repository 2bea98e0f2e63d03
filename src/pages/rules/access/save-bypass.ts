import type { Fault, Parsed } from '../../../lib/fault.ts'
import type { Bypass } from '../../../policy/bypass.ts'
import { parseBypass } from '../../../policy/parse-bypasses.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { SiteKind } from '../../../policy/site-kind.ts'
import { ADDRESS_FAULT, isAddress } from '../../pasted-account-id.ts'
import { listOf, present } from '../../providers/form-texts.ts'
import { withEntries } from '../place-faults.ts'
import type { PartSaving } from '../save-part.ts'
import { BYPASS_DAYS, type BypassForm } from './bypass-form.ts'
import { withTickWords } from './rule-choices.ts'
import { newIdOf, saveEntry, type Edited } from './save-entry.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** Puts the bypass of a form into a document, or says why it cannot be there. */
export function saveBypass(
  document: PolicyDocument,
  { form, edited }: { readonly form: BypassForm; readonly edited: Edited | undefined },
  { now, ...kind }: SiteKind & { readonly now: number },
): PartSaving {
  const { bypasses } = document
  return saveEntry(
    bypasses,
    edited,
    (existing): Parsed<Bypass> => {
      const id = existing?.id ?? newIdOf(form.fields, bypasses)
      const { draft, faults } = bypassDraftOf(form, id, now, existing)
      const context = { ...kind, now, ...(existing === undefined ? {} : { existing }) }
      const bypass = parseBypass(draft, context)
      const all = [...faults, ...(bypass.kind === 'refused' ? bypass.faults : [])]
      if (bypass.kind === 'accepted' && all.length === 0) return bypass
      // An id that is made of a name is only as wrong as the name is.
      const named = id === '' ? all.filter(({ path }) => path !== 'id') : all
      const told = withTickWords(named, form.fields.methods, form.methods)
      return { kind: 'refused', faults: withEntries(told, 'networks', networksOf(form)) }
    },
    (list) => ({ ...document, bypasses: list }),
  )
}

/** What a form says, in the form that the parser of bypasses reads. */
function bypassDraftOf(
  { fields, methods }: BypassForm,
  id: string,
  now: number,
  existing?: Bypass,
): { readonly draft: object; readonly faults: readonly Fault[] } {
  const end = endOf(fields, now, existing)
  const draft = {
    id,
    name: fields.name.trim(),
    enabled: fields.enabled !== 'off',
    methods: fields.methods === 'listed' ? methods : fields.methods,
    path: fields.path.trim(),
    networks: networksOf({ fields }),
    ownerAccountId: fields.ownerAccountId,
    // Its field has room for several lines, and the list has room for one.
    reason: fields.reason.trim().replaceAll(/\s*\n\s*/g, ' '),
    expiresAt: end,
  }
  const faults = [
    ...(isAddress(fields.ownerAccountId) ? [{ path: 'ownerAccountId', says: ADDRESS_FAULT }] : []),
    ...(end === undefined ? [{ path: 'expiresAt', says: NO_END }] : []),
  ]
  return { draft: present(draft), faults }
}

function networksOf({ fields }: Pick<BypassForm, 'fields'>): string[] {
  return listOf(fields.networks, /[,\n]/)
}

const NO_END = 'Choose when it ends; a day that there is, such as 2026-12-31.'

function endOf(
  { ends, endDate }: BypassForm['fields'],
  now: number,
  existing: Bypass | undefined,
): string | undefined {
  if (ends === 'kept') return existing?.expiresAt
  if (ends === 'date') return endOfDay(endDate.trim())
  const days = BYPASS_DAYS.find((each) => String(each) === ends)
  return days === undefined ? undefined : new Date(now + days * DAY_MS).toISOString()
}

// Only days that there are: 30 February would otherwise become a day in March that nobody chose.
function endOfDay(date: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined
  const end = `${date}T23:59:59Z`
  const at = Date.parse(end)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? end : undefined
}
