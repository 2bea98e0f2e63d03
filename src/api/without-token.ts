import type { Inspection } from '../identity/providers/token-inspector.ts'

/**
 * An inspection to be sent back. Its claims may be an introspection endpoint's own words, and some
 * repeat the token that they were asked about.
 */
export function withoutToken(inspection: Inspection, token: string): unknown {
  const { claims } = inspection
  if (claims === undefined) return inspection
  const sealed = JSON.stringify(claims, (_name, value: unknown) =>
    typeof value === 'string' && value.includes(token) ? '[sealed]' : value,
  )
  return { ...inspection, claims: JSON.parse(sealed) as unknown }
}
