import { Refusal } from '../lib/refusal.ts'
import { invalidInput } from './invalid-input.ts'
import type { Operation } from './operation.ts'

/** Where clients are used to put a credential that does not belong into an address. */
const CREDENTIALS = new Set(['jwt', 'acpt', 'access_token', 'token'])

/**
 * The parameters that an operation has. A misspelt filter that was passed over would answer with more
 * than was asked for, so unknown ones are refused, and one sent twice is.
 * @param address path and query, as they came
 * @throws Refusal `request/credential-in-query`, `request/invalid-input`
 */
export function readQuery(
  address: string,
  { inQuery = [] }: Pick<Operation, 'inQuery'>,
): Record<string, string> {
  const sent = new URLSearchParams(address.split(/\?(.*)/s)[1] ?? '')
  const names = [...sent.keys()]
  if (names.some((name) => CREDENTIALS.has(name.trim().toLowerCase()))) {
    throw new Refusal('request/credential-in-query')
  }
  const known = inQuery.map(({ name }) => name)
  const faults = [...new Set(names)].flatMap((name) => {
    if (!known.includes(name)) return [{ path: 'query', says: 'An unknown parameter was sent.' }]
    if (sent.getAll(name).length > 1) return [{ path: `query.${name}`, says: 'Send it once.' }]
    return []
  })
  if (faults.length > 0) throw invalidInput(faults)
  return Object.fromEntries(sent)
}
