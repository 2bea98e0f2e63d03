/** A Gatehouse, and the admin who manages it. */
export interface Managed {
  /** Address of Gatehouse itself. */
  readonly url: string
  /** What the admin has for the management API, as an `Authorization` header. */
  readonly adminAuthorization: () => string
}

/** Configuration as code: the policy as it is, with some parts replaced, against the version that was read. */
export async function changePolicy(stage: Managed, parts: object): Promise<void> {
  const { etag, policy } = await readPolicy(stage)
  const changed = JSON.stringify({ ...policy, ...parts })
  await manage(stage, 'PUT', '/policy', changed, { 'if-match': etag })
}

/** The policy in force. */
export async function readPolicy(stage: Managed) {
  const answer = await manage(stage, 'GET', '/policy')
  const { document } = (await answer.json()) as { readonly document: object }
  return { etag: answer.headers.get('etag') ?? '', policy: document }
}

/** One request of the management API, as the admin. */
export async function manage(
  { url, adminAuthorization }: Managed,
  method: string,
  path: string,
  body?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = {
    authorization: adminAuthorization(),
    'content-type': 'application/json',
    ...more,
  }
  const init = body === undefined ? { method, headers } : { method, headers, body }
  const answer = await fetch(`${url}/api/v1${path}`, init)
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${String(answer.status)} ${await answer.text()}`)
  }
  return answer
}
