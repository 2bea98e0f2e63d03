import { basicOf } from '../http/credentials.ts'
import type { Crowd } from '../start-crowd.ts'

export interface CrowdAnswer {
  readonly status: number
  readonly body: unknown
}

/** Asks Crowd as its first application does; a body is sent as JSON. */
export async function askCrowd(
  crowd: Crowd,
  method: string,
  path: string,
  body?: unknown,
): Promise<CrowdAnswer> {
  const answer = await fetch(`${crowd.baseUrl}/rest/usermanagement/1${path}`, {
    method,
    headers: { authorization: basicOf(crowd.application), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

/** Validates a session from these addresses, in the form that most clients send. */
export async function validate(
  crowd: Crowd,
  token: string,
  remoteAddress: string,
  forwardedFor?: string,
): Promise<CrowdAnswer> {
  const validationFactors = [
    { name: 'remote_address', value: remoteAddress },
    ...(forwardedFor === undefined ? [] : [{ name: 'X-Forwarded-For', value: forwardedFor }]),
  ]
  return askCrowd(crowd, 'POST', `/session/${token}`, { validationFactors })
}
