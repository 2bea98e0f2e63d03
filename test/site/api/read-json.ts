import { z } from 'zod'
import { ApiFailure } from './api-call.ts'
import type { ApiCall } from './api-call.ts'

/** The JSON body in the expected shape; anything else is the caller's mistake. */
export async function readJson<T>(call: ApiCall, schema: z.ZodType<T>): Promise<T> {
  const body = await call.exchange.body.text()
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new ApiFailure(
      400,
      'There was an error parsing JSON. Check that your request body is valid.',
    )
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ApiFailure(400, `Invalid request payload. ${z.prettifyError(parsed.error)}`)
}
