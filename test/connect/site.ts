import { randomUUID } from 'node:crypto'
import { watchForSecret } from '../support/sinks.ts'
import { SIGNING_KEY } from './key-server.ts'
import { hs256, mint, qshOf, rs256, type Members } from './tokens.ts'

/** A site that speaks as Atlassian does: what it would send to an app at `origin`. */
export interface Site {
  readonly clientKey: string
  sharedSecret: string
  baseUrl: string
  /** A signed token; members given as `undefined` are left out. */
  signed(claims?: Members, secret?: string): string
  /** Claims of a token for this very request. */
  urlClaims(method: string, target: string): Members
  installToken(origin: string, event: string, claims?: Members, header?: Members): string
  body(event: string, over?: Members): Members
}

export const seconds = () => Math.floor(Date.now() / 1000)

export function aSite(product: 'jira' | 'confluence' = 'jira', name = 'acme'): Site {
  const secretOf = () => {
    const secret = `ATCO-${randomUUID()}${randomUUID()}`
    watchForSecret(secret)
    return secret
  }
  const site: Site = {
    clientKey: randomUUID(),
    sharedSecret: secretOf(),
    baseUrl: `https://${name}.atlassian.net${product === 'confluence' ? '/wiki' : ''}`,
    signed(claims = {}, secret = site.sharedSecret) {
      return mint({ typ: 'JWT', alg: 'HS256' }, { ...usualClaims(site), ...claims }, hs256(secret))
    },
    urlClaims: (method, target) => ({ qsh: qshOf(method, target, `/${product}`) }),
    installToken(origin, event, claims = {}, header = {}) {
      const target = `/${product}/${event}`
      return mint(
        { typ: 'JWT', alg: 'RS256', kid: 'key-1', ...header },
        {
          ...usualClaims(site),
          aud: [`${origin}/${product}`],
          qsh: qshOf('POST', target, `/${product}`),
          ...claims,
        },
        rs256(SIGNING_KEY.privateKey),
      )
    },
    body: (event, over = {}) => ({
      key: `gatehouse-${product}`,
      clientKey: site.clientKey,
      oauthClientId: 'eyJob3N0S2V5IjoiYSJ9',
      publicKey: 'MIGf',
      ...(event === 'installed' ? { sharedSecret: site.sharedSecret } : {}),
      serverVersion: '100272',
      pluginsVersion: '1001.0.0-SNAPSHOT',
      baseUrl: site.baseUrl,
      productType: product,
      description: `Atlassian at ${site.baseUrl}`,
      cloudId: '11111111-2222-3333-4444-555555555555',
      eventType: event,
      ...over,
    }),
  }
  return site
}

function usualClaims(site: Site): Members {
  return { iss: site.clientKey, iat: seconds(), exp: seconds() + 180, sub: '557058:jane' }
}
