import type { IntrospectionClient } from '../identity/providers/provider.ts'
import type { Clock } from '../lib/clock.ts'
import { clientAssertion, type KeyClient } from './client-assertion.ts'
import { unavailable } from './provider-fault.ts'

/** What a request carries so that the endpoint knows its client. */
export interface ClientAuthentication {
  readonly headers: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
}

interface Endpoint {
  readonly host: string
  /** `aud` of an assertion, unless the client has one of its own. */
  readonly audience: string
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** @throws Refusal `provider/unavailable` when the client's key cannot sign */
export async function clientAuthentication(
  client: IntrospectionClient,
  endpoint: Endpoint,
  clock: Clock,
): Promise<ClientAuthentication> {
  switch (client.method) {
    case 'client_secret_basic': {
      const pair = `${formEncoded(client.clientId)}:${formEncoded(client.clientSecret.reveal())}`
      const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
      return { headers: { authorization }, fields: {} }
    }
    case 'client_secret_post': {
      const client_secret = client.clientSecret.reveal()
      return { headers: {}, fields: { client_id: client.clientId, client_secret } }
    }
    case 'private_key_jwt': {
      const client_assertion = await assertionOf(client, endpoint, clock)
      const fields = { client_assertion_type: ASSERTION_TYPE, client_assertion }
      return { headers: {}, fields }
    }
  }
}

// Key and algorithm are what an admin entered; that they do not fit shows only here, and the reasons
// that libraries give for it are left out, since they may quote what was entered.
async function assertionOf(client: KeyClient, endpoint: Endpoint, clock: Clock): Promise<string> {
  try {
    return await clientAssertion(client, client.audience ?? endpoint.audience, clock)
  } catch {
    throw unavailable(
      endpoint.host,
      `the client's private key cannot sign with ${client.algorithm}`,
    )
  }
}

/** RFC 6749 §2.3.1 and appendix B: encoded before they are joined, so that a colon in an id is no separator. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
