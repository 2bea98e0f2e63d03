import type { SignedHead } from './signed-links.ts'

/**
 * Heads that somebody kept: an answer of `GET /api/v1/audit/heads` as it is, a list of such answers, or a list of
 * heads, such as the log lines have.
 * @returns undefined for what is none of these
 */
export function parseKeptHeads(text: string): readonly SignedHead[] | undefined {
  try {
    return headsIn(JSON.parse(text))
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined
    throw fault
  }
}

function headsIn(value: unknown): readonly SignedHead[] | undefined {
  if (Array.isArray(value)) {
    const each = value.map(headsIn)
    return each.includes(undefined) ? undefined : each.flatMap((heads) => heads ?? [])
  }
  if (typeof value !== 'object' || value === null) return undefined
  const members = new Map<string, unknown>(Object.entries(value))
  if (members.has('heads')) return headsIn(members.get('heads'))
  const head = headOf(members)
  return head === undefined ? undefined : [head]
}

function headOf(members: ReadonlyMap<string, unknown>): SignedHead | undefined {
  // The API names the tenant in one way, lines of the log in another.
  const tenantId = members.get('tenant') ?? members.get('tenantId')
  const [seq, hash, signature] = [members.get('seq'), members.get('hash'), members.get('signature')]
  const sent = members.get('at')
  const at = typeof sent === 'string' ? Date.parse(sent) : sent
  const areTexts = [tenantId, hash, signature].every((each) => typeof each === 'string')
  if (!areTexts || !Number.isSafeInteger(seq) || !Number.isSafeInteger(at)) return undefined
  return {
    tenantId: String(tenantId),
    seq: Number(seq),
    hash: String(hash),
    at: Number(at),
    signature: String(signature),
  }
}
