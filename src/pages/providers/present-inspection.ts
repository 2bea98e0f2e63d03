import type { CheckFinding, CheckName, Claims } from '../../identity/verification/token-findings.ts'
import type { Inspection } from '../../identity/providers/token-inspector.ts'
import { REFUSALS } from '../../lib/refusal-codes.ts'

/** The part of the page that tries a token: always empty to type in, whatever was tried before. */
export interface TokenTestModel {
  readonly action: string
  readonly personPath: string
  readonly fault: string | undefined
  readonly result: InspectionModel | undefined
}

interface InspectionModel {
  readonly isAdmitted: boolean
  readonly heading: string
  /** Said first: why no token is taken now, whatever the checks say. */
  readonly obstacle: string | undefined
  readonly meaning: string
  readonly provider: string | undefined
  readonly rule: string | undefined
  readonly access: string | undefined
  readonly resources: readonly string[] | undefined
  readonly networks: readonly string[] | undefined
  readonly actsAsApp: boolean
  readonly accountId: string | undefined
  readonly checks: readonly {
    readonly name: string
    readonly verdict: CheckFinding['verdict']
    readonly word: string
    /** What stood between backticks is code. */
    readonly says: readonly { readonly text: string; readonly isCode: boolean }[]
  }[]
  readonly header: string | undefined
  readonly claims: string | undefined
}

const CHECKS: Readonly<Record<CheckName, string>> = {
  form: 'Form',
  provider: 'Provider',
  algorithm: 'Algorithm',
  type: 'Type',
  key: 'Key',
  signature: 'Signature',
  active: 'Active',
  issuer: 'Issuer',
  audience: 'Audience',
  expiry: 'Expiry',
  'not-before': 'Not before',
  'issued-at': 'Issued at',
  lifetime: 'Life',
  subject: 'Subject',
  groups: 'Groups',
  rule: 'Trust rule',
  account: 'Account',
}
const SWITCHED_OFF = 'Tokens of identity providers are switched off on this site.'
const VERDICTS = { passed: 'Passed', failed: 'Failed', skipped: 'Skipped' } as const

/** @param isSwitchedOn whether tokens of providers are taken at all on the site */
export function presentInspection(inspection: Inspection, isSwitchedOn: boolean): InspectionModel {
  const { verdict, provider, access, actsAs } = inspection
  const code = isSwitchedOn ? inspection.code : 'credential/switched-off'
  const isAdmitted = isSwitchedOn && verdict === 'admitted'
  return {
    isAdmitted,
    heading: isAdmitted ? 'This token is admitted' : 'This token is refused',
    obstacle: isSwitchedOn ? undefined : SWITCHED_OFF,
    meaning:
      code === undefined
        ? meaningOf(inspection)
        : `A caller is told: ${REFUSALS[code].title} (${code})`,
    provider: provider?.name,
    rule: inspection.rule,
    access: access && { read: 'Read', write: 'Read and write' }[access],
    resources: inspection.resources,
    networks: inspection.networks,
    actsAsApp: actsAs?.kind === 'app',
    accountId: actsAs?.kind === 'user' ? actsAs.accountId : undefined,
    checks: inspection.findings.map(({ check, verdict: each, says }) => ({
      name: CHECKS[check],
      verdict: each,
      word: VERDICTS[each],
      says: says.split('`').map((text, at) => ({ text, isCode: at % 2 === 1 })),
    })),
    header: pretty(inspection.header),
    claims: pretty(inspection.claims),
  }
}

function meaningOf({ networks }: Inspection): string {
  return networks === undefined
    ? 'A call with it would be made as shown here.'
    : 'A call with it would be made as shown here, from the networks of its rule alone.'
}

function pretty(claims: Claims | undefined): string | undefined {
  return claims && JSON.stringify(claims, null, 2)
}
