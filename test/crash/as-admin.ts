import type { Installation } from '../site/install/installation.ts'
import type { Account } from '../site/people/account.ts'

/** One request of the management API, as an administrator of one installation. */
export async function asAdmin(
  at: { readonly url: string; readonly installation: Installation; readonly admin: Account },
  method: 'GET' | 'PUT',
  path: string,
  more: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  const answer = await fetch(`${at.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `JWT ${at.installation.contextToken(at.admin)}`,
      'content-type': 'application/json',
      ...more.headers,
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  })
  if (answer.ok) return answer
  throw new Error(`${method} ${path}: ${String(answer.status)} ${await answer.text()}`)
}
