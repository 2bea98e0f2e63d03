import connect, { type AddOn, type Options } from 'atlassian-connect-express'
import express, { type Request, type RequestHandler } from 'express'
import type { Settings } from '../config/settings.ts'
import type { Product } from '../tenants/tenant.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import { aceStoreOf } from './ace-store.ts'
import { askAce } from './ask-ace.ts'
import type { Descriptor } from './descriptor.ts'
import type { AppIdentity } from './gate.ts'

export interface AceDeps {
  readonly product: Product
  readonly app: AppIdentity
  readonly descriptor: Descriptor
  readonly settings: Pick<Settings, 'siteHosts' | 'environment'>
  readonly directory: Pick<TenantDirectory, 'byClientKey'>
  /** Our check of an install token, in place of ACE's; resolves to the client key that it proves. */
  readonly verifyInstallToken: (tokenText: string) => Promise<string>
}

/** All that is used of atlassian-connect-express; nothing else of it is reachable. */
export interface Ace {
  readonly serveDescriptor: RequestHandler
  /** Signature by the tenant's secret. @throws Refusal `product/untrusted` */
  verifySigned(tokenText: string): Promise<Signer>
  /** Host list, algorithm and client key of an install. @throws Refusal `product/untrusted` */
  verifyInstall(tokenText: string, body: InstallBody): Promise<void>
  /** The same without the host list: a site may leave that is not served any more. */
  verifyUninstall(tokenText: string, body: Pick<InstallBody, 'clientKey'>): Promise<void>
}

/** Whom ACE found behind a signature. */
interface Signer {
  readonly clientKey: string
  readonly accountId: string | undefined
}

interface InstallBody {
  readonly clientKey: string
  readonly baseUrl: string
}

/**
 * One ACE instance for one product. It lives on an Express app of its own that is never mounted, so
 * that the routes which it makes for itself (webhooks that answer before anything is stored) cannot
 * be reached, and it reads neither config.json nor a descriptor from the working directory.
 */
export async function createAce(deps: AceDeps): Promise<Ace> {
  const own = express().disable('x-powered-by').set('env', deps.settings.environment)
  const descriptorFile = `${deps.app.appKey}.descriptor`
  const addon = await build(own, descriptorFile, deps)
  // Set afterwards: as a setting, `AC_HOST_WHITELIST` in the environment would take its place.
  Object.assign(addon.config, { whitelist: () => deps.settings.siteHosts.map(withoutPort) })
  addon.authenticateAsymmetric = () => asymmetric(deps.verifyInstallToken)

  return {
    serveDescriptor: (req, res, next) => {
      req.url = `${deps.app.basePath}/${descriptorFile}`
      own(req, res, next)
    },
    verifySigned: async (tokenText) => {
      // `true` leaves out ACE's own qsh check: it hashes Express's parsed query, and the gate has
      // already compared the hash over the raw one.
      const context = await askAce(addon.authenticate(true), tokenText, {})
      return { clientKey: context.clientKey, accountId: context.userAccountId }
    },
    verifyInstall: async (tokenText, body) => {
      await askAce(addon.verifyInstallation(), tokenText, body)
    },
    verifyUninstall: async (tokenText, body) => {
      await askAce(addon.authenticateInstall(), tokenText, body)
    },
  }
}

// Public in ACE's code, absent from its type declarations.
type OpenAddOn = AddOn & { authenticateAsymmetric?: () => RequestHandler }

function build(own: express.Express, descriptorFile: string, deps: AceDeps): Promise<OpenAddOn> {
  const storeName = `gatehouse-${deps.product}`
  connect.store.register(storeName, () => aceStoreOf(deps.product, deps.directory))
  const values = {
    product: deps.product,
    environment: deps.settings.environment,
    localBaseUrl: deps.app.baseUrl,
    store: { adapter: storeName },
    expressErrorHandling: true,
    setupInstallRoute: false,
    validateDescriptor: false,
    watch: false,
    hosts: [],
  }
  const config = {
    [deps.settings.environment]: values,
    descriptorTransformer: () => deps.descriptor,
    // ACE's types know fewer settings than its code, and only two names of environments; the code
    // takes the block named like the app's `env` (lib/internal/config.js).
  } as unknown as Options['config']
  const fileNames = { descriptorFilename: descriptorFile, configFileName: `${storeName}.config` }
  const listening = process.listeners('unhandledRejection')
  return new Promise((resolve) => {
    const addon = connect(own, { config }, SILENT, fileNames, () => resolve(addon))
    // It would log every crash of ours and carry on; main.ts decides about crashes.
    for (const listener of process.listeners('unhandledRejection')) {
      if (!listening.includes(listener)) process.off('unhandledRejection', listener)
    }
  })
}

// ACE compares host names only; the port is compared by our own check of the same list.
function withoutPort(glob: string): string {
  return glob.replace(/:[\d*]+$/, '')
}

// ACE logs signing inputs and canonical queries; the gate's one-word reasons say what is needed.
const SILENT = Object.assign(Object.create(console) as Console, {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
})

function asymmetric(verify: AceDeps['verifyInstallToken']): RequestHandler {
  return (req, _res, next) => {
    verify(tokenIn(req)).then((clientKey) => {
      Object.assign(req, { context: { clientKey } })
      next()
    }, next)
  }
}

function tokenIn(req: Request): string {
  return req.headers.authorization?.slice('JWT '.length) ?? ''
}
