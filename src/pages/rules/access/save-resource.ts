import type { Parsed } from '../../../lib/fault.ts'
import { parseResource } from '../../../policy/parse-resources.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import type { SiteKind } from '../../../policy/site-kind.ts'
import { listOf } from '../../providers/form-texts.ts'
import { withEntries } from '../place-faults.ts'
import type { PartSaving } from '../save-part.ts'
import { resourceDraftOf } from './form-to-resource.ts'
import type { ResourceForm } from './resource-form.ts'
import { withTickWords } from './rule-choices.ts'
import { newIdOf, saveEntry, type Edited } from './save-entry.ts'

/** Puts the rule of a form into a document, or says why it cannot be there. */
export function saveResource(
  document: PolicyDocument,
  { form, edited }: { readonly form: ResourceForm; readonly edited: Edited | undefined },
  kind: SiteKind,
): PartSaving {
  const { resources } = document
  return saveEntry(
    resources,
    edited,
    (existing) => parsed(form, existing?.id ?? newIdOf(form.fields, resources), existing, kind),
    (list) => ({ ...document, resources: list }),
  )
}

function parsed(
  form: ResourceForm,
  id: string,
  existing: ResourceRule | undefined,
  kind: SiteKind,
): Parsed<ResourceRule> {
  const { draft, faults } = resourceDraftOf(form, id, existing)
  const rule = parseResource(draft, kind)
  const all = [...faults, ...(rule.kind === 'refused' ? rule.faults : [])]
  if (rule.kind === 'accepted' && all.length === 0) return rule
  // An id that is made of a name is only as wrong as the name is.
  const named = id === '' ? all.filter(({ path }) => path !== 'id') : all
  const told = withTickWords(named, form.fields.methods, form.methods)
  const networks = listOf(form.fields.networks, /[,\n]/)
  return { kind: 'refused', faults: withEntries(told, 'networks', networks) }
}
