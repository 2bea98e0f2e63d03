import { API_SCOPE } from './build-provider.ts'
import type { IdpClients } from './clients.ts'

/** What programs ask of the provider itself, over its own endpoints. */
export interface IdpCalls {
  serviceToken(resource: string): Promise<string>
  revoke(token: string): Promise<void>
}

export function createCalls(issuer: string, clients: IdpClients): IdpCalls {
  const post = async (path: string, client: 'service' | 'portal', form: Record<string, string>) => {
    const { clientId, clientSecret } = clients[client]
    const answer = await fetch(issuer + path, {
      method: 'POST',
      headers: { authorization: basicOf(clientId, clientSecret) },
      body: new URLSearchParams(form),
    })
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`)
    return answer
  }
  return {
    async serviceToken(resource) {
      const form = { grant_type: 'client_credentials', scope: API_SCOPE, resource }
      const answer: unknown = await (await post('/token', 'service', form)).json()
      // The package answers with a token or not with 200 (RFC 6749 §5.1).
      return (answer as { readonly access_token: string }).access_token
    },
    async revoke(token) {
      await post('/token/revocation', 'portal', { token })
    },
  }
}

/** Both parts are form-encoded before they are joined (RFC 6749 §2.3.1). */
export function basicOf(clientId: string, clientSecret: string): string {
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
