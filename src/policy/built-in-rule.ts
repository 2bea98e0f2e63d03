import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { RuleFinding } from './decision.ts'
import type { FindingReason } from './finding-reason.ts'
import type { Asked } from './resource-test.ts'
import type { Snapshot } from './snapshot.ts'

/** A rule that holds for every tenant, and can only deny. */
export interface BuiltInRule {
  readonly rule: string
  readonly look: (snapshot: Snapshot, asked: Asked) => Found
}

/** What can be found of a rule; made once, so that looking makes nothing. */
interface Found {
  readonly finding: RuleFinding
  /** Absent where the rule lets the call pass. */
  readonly code: RefusalCode | undefined
}

/** Each reason with what it is refused with, where it is one to refuse. */
type Codes<Name extends FindingReason> = Readonly<Record<Name, RefusalCode | undefined>>
type Look<Name extends FindingReason> = (
  is: Readonly<Record<Name, Found>>,
) => (snapshot: Snapshot, asked: Asked) => Found

/** Named for what it asks for: found true, it lets the call pass. */
export function asks<Name extends FindingReason>(
  rule: string,
  codes: Codes<Name>,
  look: Look<Name>,
): BuiltInRule {
  return { rule, look: look(foundOf(rule, codes, true)) }
}

/** Named for what it forbids: found true, it does not. */
export function forbids<Name extends FindingReason>(
  rule: string,
  codes: Codes<Name>,
  look: Look<Name>,
): BuiltInRule {
  return { rule, look: look(foundOf(rule, codes, false)) }
}

function foundOf<Name extends FindingReason>(
  rule: string,
  codes: Codes<Name>,
  passesAs: boolean,
): Readonly<Record<Name, Found>> {
  const names = Object.keys(codes) as Name[] // The compiler saw to it that it has these and no others.
  const found = names.map((because): [Name, Found] => {
    const code = codes[because]
    const matched = code === undefined ? passesAs : !passesAs
    return [because, { finding: Object.freeze({ rule, matched, because }), code }]
  })
  // Made from exactly these names.
  return Object.fromEntries(found) as Record<Name, Found>
}
