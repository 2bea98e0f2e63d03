import { parseNetworks } from '../../../policy/parse-networks.ts'
import type { NetworkRules } from '../../../policy/networks.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { listOf, present } from '../../providers/form-texts.ts'
import { withEntries } from '../place-faults.ts'
import { readAsOf } from '../read-as.ts'
import type { PartSaving } from '../save-part.ts'
import type { SentForm } from '../sent-form.ts'

/** The form of the networks, as it is sent and shown; named after the places in them. */
export const NETWORK_FIELDS = ['allow', 'deny', 'proxy.header', 'proxy.trusted'] as const
type NetworkField = (typeof NETWORK_FIELDS)[number]
export type NetworksForm = Readonly<Record<NetworkField, string>>

/** Three lists of five hundred networks each. */
export const NETWORKS_FORM = { bytesMax: 128 * 1024, fieldsMax: 20 }

/** The form as it shows what holds. */
export function networksFormOf({ allow, deny, proxy }: NetworkRules): NetworksForm {
  return {
    allow: allow.join('\n'),
    deny: deny.join('\n'),
    'proxy.header': proxy?.header ?? '',
    'proxy.trusted': (proxy?.trusted ?? []).join('\n'),
  }
}

export function readNetworksForm(sent: SentForm): NetworksForm {
  return {
    allow: sent.text('allow'),
    deny: sent.text('deny'),
    'proxy.header': sent.text('proxy.header'),
    'proxy.trusted': sent.text('proxy.trusted'),
  }
}

/** Puts what was typed into a document, or says why not. */
export function saveNetworks(
  document: PolicyDocument,
  form: NetworksForm,
  readAs: string,
): PartSaving {
  if (readAsOf(document.networks) !== readAs) return { kind: 'outdated' }
  const [allow, deny] = [entriesOf(form.allow), entriesOf(form.deny)]
  const trusted = entriesOf(form['proxy.trusted'])
  const header = form['proxy.header'].trim()
  const proxy = header === '' && trusted.length === 0 ? undefined : { header, trusted }
  const parsed = parseNetworks(present({ allow, deny, proxy }))
  if (parsed.kind === 'accepted') {
    return { kind: 'saved', document: { ...document, networks: parsed.value } }
  }
  const faults = withEntries(withEntries(parsed.faults, 'allow', allow), 'deny', deny)
  return { kind: 'refused', faults: withEntries(faults, 'proxy.trusted', trusted) }
}

function entriesOf(lines: string): string[] {
  return listOf(lines, /[,\n]/)
}
