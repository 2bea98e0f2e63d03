import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'
import { watchForSecret } from '../support/sinks.ts'

interface SecretClient {
  readonly clientId: string
  readonly clientSecret: string
}

interface KeyClient {
  readonly clientId: string
  /** PKCS #8, PEM. */
  readonly privateKey: string
  readonly algorithm: 'ES256'
  readonly keyId: string
}

/** Programs that the identity provider knows. */
export interface IdpClients {
  /** Gatehouse, as whom it may introspect; one registration for each way to prove it. */
  readonly basic: SecretClient
  readonly post: SecretClient
  readonly signed: KeyClient
  /** Known, and may introspect nothing. */
  readonly stranger: SecretClient
  /** Calls APIs as itself (`client_credentials`). */
  readonly service: SecretClient
  /** Whom persons and CI jobs get their tokens through. */
  readonly portal: SecretClient
}

// Bytes that Basic has to encode (RFC 6749 §2.3.1) are part of every secret.
const secretClient = (clientId: string): SecretClient => {
  const clientSecret = `${randomBytes(24).toString('base64url')}:+/% &`
  watchForSecret(clientSecret)
  return { clientId, clientSecret }
}

const SIGNING = generateKeyPairSync('ec', { namedCurve: 'P-256' })

function keyClient(clientId: string): KeyClient {
  const privateKey = SIGNING.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  watchForSecret(privateKey.split('\n')[1] ?? '')
  return { clientId, privateKey, algorithm: 'ES256', keyId: 'gatehouse-1' }
}

export function createClients(): IdpClients {
  return {
    basic: secretClient('gatehouse-basic'),
    post: secretClient('gatehouse-post'),
    signed: keyClient('gatehouse-signed'),
    stranger: secretClient('stranger'),
    service: secretClient('inventory-service'),
    portal: secretClient('portal'),
  }
}

/** The clients as the provider registers them. */
export function metadataOf(clients: IdpClients): readonly ClientMetadata[] {
  const plain = { redirect_uris: [], response_types: [], grant_types: [] }
  const withSecret = ({ clientId, clientSecret }: SecretClient) => ({
    ...plain,
    client_id: clientId,
    client_secret: clientSecret,
  })
  const { signed } = clients
  const publicKey = { ...SIGNING.publicKey.export({ format: 'jwk' }), kid: signed.keyId }
  return [
    { ...withSecret(clients.basic), token_endpoint_auth_method: 'client_secret_basic' },
    { ...withSecret(clients.post), token_endpoint_auth_method: 'client_secret_post' },
    {
      ...plain,
      client_id: signed.clientId,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: signed.algorithm,
      jwks: { keys: [publicKey] },
    },
    withSecret(clients.stranger),
    { ...withSecret(clients.service), grant_types: ['client_credentials'] },
    withSecret(clients.portal),
  ]
}
