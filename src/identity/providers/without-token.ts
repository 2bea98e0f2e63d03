import type { CheckFinding, Claims } from '../verification/token-findings.ts'
import type { Inspection } from './token-inspector.ts'

const SEALED = '[sealed]'
/** A shorter beginning of a token says nothing; a longer one is not left over by the cut of `shown`. */
const BEGINNING = { min: 8, max: 100 } as const

/**
 * An inspection that can be shown. Claims may be an introspection endpoint's own words, and some
 * repeat the token that they were asked about; findings quote claims.
 */
export function withoutToken(inspection: Inspection, token: string): Inspection {
  // As findings quote it.
  const quoted = JSON.stringify(token).slice(1, -1)
  const clean: Clean = (text) => text.replaceAll(token, SEALED).replaceAll(quoted, SEALED)
  const cleanFinding = (each: CheckFinding): CheckFinding => ({
    ...each,
    says: withoutBeginning(clean(each.says), quoted),
  })
  const { header, claims, findings, claimedGroups, actsAs } = inspection
  return {
    ...inspection,
    findings: findings.map(cleanFinding),
    ...(header === undefined ? {} : { header: cleanMembers(header, clean) }),
    ...(claims === undefined ? {} : { claims: cleanMembers(claims, clean) }),
    ...(typeof claimedGroups === 'object' ? { claimedGroups: claimedGroups.map(clean) } : {}),
    ...(actsAs?.kind === 'user'
      ? { actsAs: { kind: 'user', accountId: clean(actsAs.accountId) } }
      : {}),
  }
}

type Clean = (text: string) => string

// What a finding quotes is cut when it is long (`shown`): of a token its beginning is left then.
function withoutBeginning(text: string, token: string): string {
  const [first = '', ...rest] = text.split('…')
  return rest.reduce((done, part) => {
    const length = beginningAtEnd(done, token)
    const kept = length < BEGINNING.min ? done : done.slice(0, -length) + SEALED
    return `${kept}…${part}`
  }, first)
}

/** How many characters of the token's beginning stand at the end of the text. */
function beginningAtEnd(text: string, token: string): number {
  const lengths = Array.from({ length: BEGINNING.max }, (_, at) => BEGINNING.max - at)
  const fits = (length: number) => token.length >= length && text.endsWith(token.slice(0, length))
  return lengths.find(fits) ?? 0
}

function cleanMembers(claims: Claims, clean: Clean): Claims {
  const members = Object.entries(claims)
  return Object.fromEntries(members.map(([name, value]) => [clean(name), cleaned(value, clean)]))
}

function cleaned(value: unknown, clean: Clean): unknown {
  if (typeof value === 'string') return clean(value)
  if (Array.isArray(value)) return value.map((each: unknown) => cleaned(each, clean))
  return typeof value === 'object' && value !== null ? cleanMembers({ ...value }, clean) : value
}
