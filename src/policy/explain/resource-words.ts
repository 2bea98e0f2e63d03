import { callsOf, KINDS, listed, namesOf, whoWords } from '../caller-words.ts'
import type { ResourceReason, RulePart } from '../finding-reason.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { QueryCondition, ResourceRule } from '../resource-rule.ts'
import type { Situation } from '../situation.ts'
import type { PassedOverReason } from './explanation.ts'
import { ownGroups } from './reason-words.ts'

/** What a part of a resource rule asks for, after “it is for” or “it asks for”. */
export function partWords(part: RulePart, rule: ResourceRule, document: PolicyDocument): string {
  switch (part) {
    case 'credential':
      return 'callers with a credential'
    case 'acting':
      return `calls made as ${rule.actsAs === 'app' ? 'the app' : 'a user'}`
    case 'network':
      return `calls from ${listed(rule.networks ?? [])}`
    case 'caller':
      return rule.who === undefined ? 'everybody' : whoWords(rule.who, namesOf(document))
    case 'query':
      return `a query in which ${(rule.query ?? []).map(conditionWords).join(' and ')}`
  }
}

/** Why a resource rule whose path and method fit was found as it was. */
export function resourceWords(
  because: ResourceReason,
  rule: ResourceRule,
  document: PolicyDocument,
  situation: Situation,
): string {
  const verb = rule.effect === 'allow' ? 'allows' : 'denies'
  switch (because) {
    case 'holds':
      return `It ${verb} ${callsOf(rule)}, and everything that it asks for holds.`
    case 'holds-in-shadow':
      return `Everything that it asks for holds. It is in shadow: that it ${verb} the call is only recorded.`
    case 'other-credential':
      return 'It is for callers with a credential, and the call has none.'
    case 'other-acting':
      return `It is for ${partWords('acting', rule, document)}, and this one is made as ${actingWords(situation)}.`
    case 'other-network':
      return `It is for ${partWords('network', rule, document)}, and this one comes from ${situation.address}.`
    case 'other-caller':
      return `It is for ${partWords('caller', rule, document)}. The call was made with ${credentialWords(situation)}; the caller is in ${ownGroups(situation, namesOf(document))}.`
    case 'other-query':
      return `It asks for ${partWords('query', rule, document)}.`
  }
}

/** Why a resource rule was not looked at. @param fits whether it would hold otherwise */
export function passedOverWords(
  because: PassedOverReason,
  rule: ResourceRule,
  fits: boolean,
): string {
  switch (because) {
    case 'off':
      return 'It is off.'
    case 'other-path':
      return `Its path is another: ${rule.path}.`
    case 'other-method':
      return `It is for other methods: ${callsOf(rule)}.`
    case 'decided-before':
      return fits
        ? 'The decision was made before it came to this rule, which would fit as well.'
        : 'The decision was made before it came to this rule.'
  }
}

function conditionWords(condition: QueryCondition): string {
  if ('is' in condition) return `${condition.name} is ${condition.is}`
  if ('equals' in condition) return `${condition.name} is “${condition.equals}”`
  return `${condition.name} is one of ${listed(condition.in.map((each) => `“${each}”`))}`
}

function actingWords({ principal }: Situation): string {
  switch (principal.actsAs.kind) {
    case 'user':
      return 'a user'
    case 'app':
      return 'the app'
    case 'caller':
      return 'whoever the product finds behind the caller’s own credential'
    case 'anonymous':
      return 'nobody'
  }
}

function credentialWords({ principal: { credential } }: Situation): string {
  if (credential.kind === 'api-token') return `the API token ${credential.id}`
  if (credential.provider !== undefined) return `a token of the provider ${credential.provider}`
  return `one of: ${KINDS[credential.kind]}`
}
