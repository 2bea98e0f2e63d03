import { json, type Reply } from '../site/http/reply.ts'

// Ready-made answers for `idp.faults.answerNext`.

export function serverError(): Reply {
  return json(500, { error: 'server_error' })
}

/** Status 200, and JSON that was cut off. */
export function invalidJson(): Reply {
  return { ...json(200, {}), body: '{"keys":[{"kty":"RSA",' }
}

/** Well-formed, and larger than any key set or introspection answer has a right to be. */
export function oversized(): Reply {
  return json(200, { keys: [], active: true, padding: 'x'.repeat(8 * 1024 * 1024) })
}
