import { randomBytes } from 'node:crypto'
import type { CrowdApplication } from '../crowd/crowd-state.ts'
import { listenOnLoopback } from '../http/loopback.ts'
import type { Crowd } from '../start-crowd.ts'
import { createCrowdClient } from './crowd-client.ts'
import { createHttpSessions } from './http-sessions.ts'
import type { ProductFace } from './product-call.ts'
import { noProductFaults } from './product-faults.ts'
import type { ProductFaults } from './product-faults.ts'
import { usualProductSettings } from './product-settings.ts'
import type { ProductSettings } from './product-settings.ts'
import type { ProductRequest, ProductState } from './product-state.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { serveProduct } from './serve-product.ts'

export interface ProductOptions extends Partial<ProductSettings> {
  /** Where its users are; it is asked over HTTP. */
  readonly crowd: Pick<Crowd, 'baseUrl' | 'addApplication'>
  readonly now?: () => number
  /** Such as `/confluence`; empty at first. */
  readonly contextPath?: string
}

/** A product on loopback, as a test holds it. */
export interface Product {
  /** With the context path. */
  readonly baseUrl: string
  /** As whom it asks Crowd. */
  readonly application: CrowdApplication
  readonly settings: ProductSettings
  readonly faults: ProductFaults
  readonly requests: ProductRequest[]
  /** A personal access token of this user. Like the real ones, it has no prefix to know it by. */
  addAccessToken(user: string): string
  endHttpSessions(): void
  close(): Promise<void>
}

function createState(options: ProductOptions, application: CrowdApplication): ProductState {
  const { crowd, now = () => Date.now(), contextPath = '', ...settings } = options
  const inForce = { ...usualProductSettings(), ...settings }
  return {
    now,
    contextPath,
    settings: inForce,
    faults: noProductFaults(),
    crowd: createCrowdClient(crowd.baseUrl, application),
    sessions: createHttpSessions(),
    limiter: createRateLimiter(now, inForce),
    accessTokens: new Map(),
    requests: [],
  }
}

/** Starts a product with this face, as an application of the Crowd that it is given. */
export async function startProduct(
  name: string,
  face: ProductFace,
  options: ProductOptions,
): Promise<Product> {
  const application = options.crowd.addApplication(name)
  const product = createState(options, application)
  const server = await listenOnLoopback((request) => serveProduct(product, face, request))
  return {
    baseUrl: `${server.origin}${product.contextPath}`,
    application,
    settings: product.settings,
    faults: product.faults,
    requests: product.requests,
    addAccessToken(user) {
      const token = randomBytes(33).toString('base64')
      product.accessTokens.set(token, user)
      return token
    },
    endHttpSessions: () => product.sessions.endAll(),
    close: () => server.close(),
  }
}
