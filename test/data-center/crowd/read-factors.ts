import { memberOf, textAt } from '../http/members.ts'
import type { Factors } from './client-address.ts'

const wrappers = [
  'validation-factors',
  'validationFactors',
  'validation-factor',
  'validationFactor',
] as const

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[]
  for (const wrapper of wrappers) {
    const inner = memberOf(value, wrapper)
    if (inner !== undefined) return listIn(inner)
  }
  return undefined
}

/**
 * Reads validation factors in each form that clients were seen to send or the documentation shows:
 * a list, bare or below one or two wrappers. Factors other than the two addresses count for nothing.
 */
export function readFactors(body: unknown): Factors {
  const factors = listIn(body) ?? []
  const valueOf = (name: string): string | undefined => {
    const found = factors.find((each) => textAt(each, 'name')?.toLowerCase() === name)
    return textAt(found, 'value')
  }
  return { remoteAddress: valueOf('remote_address'), forwardedFor: valueOf('x-forwarded-for') }
}
