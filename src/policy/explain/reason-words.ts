import { KINDS, listed, namesOf, type NameOf } from '../caller-words.ts'
import type { FindingReason, ResourceReason } from '../finding-reason.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Situation } from '../situation.ts'

interface Facts {
  readonly document: PolicyDocument
  readonly situation: Situation
  readonly nameOf: NameOf
}

type Words = string | ((facts: Facts) => string)

/** Why each rule that every tenant has was found as it was. */
const WORDS: Readonly<Record<Exclude<FindingReason, ResourceReason>, Words>> = {
  'kind-on': ({ situation }) => `The gateway takes ${kindOf(situation)}.`,
  'kind-off': ({ situation }) =>
    `The gateway takes no ${kindOf(situation)}: they are switched off.`,
  'gateway-on': 'It is.',
  'gateway-off': 'The gateway is switched off, so every call is refused.',
  'not-for-managing': 'The credential is for calling.',
  'for-managing': 'The token was made for the management API and calls no product.',
  served: 'The path belongs to the REST API that Gatehouse serves.',
  'not-served': 'The path does not belong to the REST API that Gatehouse serves.',
  'path-unclear': 'The path can be read in more than one way.',
  'usual-prefix': 'The call did not come by the address for tokens.',
  'is-token': 'The call came by the address for tokens, with a token.',
  'is-no-token': 'The call came by the address that takes tokens alone, without one.',
  'no-way-as-this': ({ situation }) =>
    `A Data Center site takes ${kindOf(situation)} by its address for tokens alone (/rest/token-auth/api/, Confluence); elsewhere it takes credentials of its own.`,
  'not-denied-network': ({ document, situation }) =>
    document.networks.deny.length === 0
      ? 'No network is denied.'
      : `The denied networks do not have ${situation.address}.`,
  'denied-network': ({ document, situation }) =>
    `${situation.address} is in a denied network: ${listed(document.networks.deny)}.`,
  'address-unknown': 'The caller’s address is not known, so it could be in a denied network.',
  'allowed-network': ({ document, situation }) =>
    document.networks.allow.length === 0 && situation.principal.networks === undefined
      ? 'Calls may come from everywhere.'
      : `${situation.address} is where calls may come from.`,
  'not-allowed-network': ({ document, situation }) =>
    `Calls may come from ${listed(document.networks.allow)}, and this one comes from ${situation.address}.`,
  'not-own-network': ({ situation }) =>
    `The credential itself may be used from ${listed(situation.principal.networks ?? [])}, and the call comes from ${situation.address}.`,
  'no-api-token': 'The call is not made with an API token.',
  'token-good': 'Its owner may hold it, and it is neither too old nor idle.',
  'owner-not-allowed': ({ document, nameOf }) =>
    `Its owner is in none of the groups that may hold tokens: ${groupsIn(document.access.mayHoldTokens, nameOf)}.`,
  'token-too-old': 'The token is older than the rules allow its owner’s tokens to become.',
  'token-idle': ({ document }) =>
    `The token was not used for ${String(document.tokens.idleDays ?? 0)} days, after which tokens end here.`,
  everyone: 'Everybody may call.',
  'not-asked': 'Nobody knows who calls, so no membership is asked for; the rules below decide.',
  'is-member': ({ situation, nameOf }) => `The caller is in ${ownGroups(situation, nameOf)}.`,
  'is-no-member': ({ document, situation, nameOf }) =>
    `Only members of ${groupsIn(document.access.mayCall, nameOf)} may call. The caller is in ${ownGroups(situation, nameOf)}.`,
  'no-own-limit': 'The credential has no limits of its own.',
  'within-own-limit': 'The call is within them.',
  'outside-own-paths': ({ situation }) =>
    `The credential is limited to these paths: ${listed(situation.principal.resources ?? [])}.`,
  'outside-own-places': ({ situation }) =>
    `The credential is limited to ${listed(situation.principal.places ?? [])}. The address of the call names none of them.`,
  'only-reads': 'The call only reads.',
  'may-write': 'The caller may write.',
  'credential-only-reads': 'The call writes, and the credential was made for reading.',
  'group-only-reads': ({ document, situation, nameOf }) => {
    const groups = document.access.readOnly.filter((id) => situation.groups.has(id))
    return `The call writes, and members of ${groupsIn(groups, nameOf)} only read.`
  },
  'groups-unknown': ({ document, nameOf }) =>
    `The call writes. Members of ${groupsIn(document.access.readOnly, nameOf)} only read, and nobody here knows whether this caller is one.`,
  bypassed: 'A bypass hands the call on with the caller’s own credential.',
  'has-full-access': ({ document, situation, nameOf }) => {
    const groups = document.access.fullAccess.filter((id) => situation.groups.has(id))
    return `Members of ${groupsIn(groups, nameOf)} may call everything that is served.`
  },
  'no-full-access': ({ document, situation, nameOf }) =>
    document.access.fullAccess.length === 0
      ? 'No group has full access.'
      : `${groupsIn(document.access.fullAccess, nameOf)} would have it. The caller is in ${ownGroups(situation, nameOf)}.`,
  'listed-only':
    'The address for tokens has what rules list by that very address, and nothing by full access.',
  'nothing-allows': 'No access rule that is on allows this call to this caller.',
}

export function builtInWords(
  because: Exclude<FindingReason, ResourceReason>,
  document: PolicyDocument,
  situation: Situation,
): string {
  const words = WORDS[because]
  return typeof words === 'string'
    ? words
    : words({ document, situation, nameOf: namesOf(document) })
}

function kindOf({ principal }: Situation): string {
  return KINDS[principal.credential.kind]
}

/** The groups of the policy that a caller is in, for the middle of a sentence. */
export function ownGroups({ groups }: Situation, nameOf: NameOf): string {
  if (groups.size === 0) return 'no group of these rules'
  return listed([...groups].map((id) => nameOf('groups', id)))
}

function groupsIn(ids: 'everyone' | readonly string[], nameOf: NameOf): string {
  return ids === 'everyone' ? 'everyone' : listed(ids.map((id) => nameOf('groups', id)))
}
