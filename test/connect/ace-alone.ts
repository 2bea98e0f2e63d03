import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import connect, {
  type ClientInfo,
  type Options,
  type StoreAdapter,
} from 'atlassian-connect-express'
import express, { type RequestHandler } from 'express'
import { startKeyServer } from './key-server.ts'
import { aSite, type Site } from './site.ts'

export type AceAlone = Awaited<ReturnType<typeof startAceAlone>>

/**
 * An app as ACE's own guide builds it: body parsers, ACE's handlers, nothing of ours. It has the same
 * routes as the door in connect-world.ts, so one request can be sent to both. Where this one lets a
 * request pass and the door does not, it is the gate that stops it.
 */
export async function startAceAlone() {
  const keyServer = await startKeyServer()
  process.env['CONNECT_KEYS_CDN_URL'] = keyServer.url
  const rows = new Map<string, ClientInfo>()
  const logged: string[] = []
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const app = express().set('env', 'test')
  app.use(express.json(), express.urlencoded({ extended: true }))
  const addon = await build(app, origin, rows, logged)
  const passed: RequestHandler = (_req, res) => {
    res.json({ passed: true })
  }
  app.get('/jira/pages/api-access', addon.authenticate(), passed)
  app.post('/jira/pages/tokens', addon.checkValidToken(), passed)
  app.post('/jira/webhooks/user-deleted', addon.authenticate(), passed)
  app.post('/jira/installed', addon.verifyInstallation(), addon.postInstallation())
  server.on('request', app)

  return {
    ...{ origin, rows, logged, keyServer },
    installedSite(): Site {
      const site = aSite('jira', 'acme')
      // ACE stores whatever an install brings, so a test may as well put it there.
      rows.set(site.clientKey, site.body('installed') as unknown as ClientInfo)
      return site
    },
    async stop() {
      delete process.env['CONNECT_KEYS_CDN_URL']
      await keyServer.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function build(
  app: express.Express,
  origin: string,
  rows: Map<string, ClientInfo>,
  logged: string[],
): Promise<connect.AddOn> {
  // The part of the adapter that ACE's sign-in and install handlers use.
  const store = {
    get: (_key: string, clientKey: string) => Promise.resolve(rows.get(clientKey) ?? null),
    saveInstallation: (info: ClientInfo, clientKey: string) => {
      rows.set(clientKey, info)
      return Promise.resolve(info)
    },
  } as unknown as StoreAdapter
  connect.store.register('ace-alone', () => store)
  const descriptor = { key: 'gatehouse-jira', name: 'alone', baseUrl: `${origin}/jira` }
  const config = {
    test: {
      product: 'jira',
      store: { adapter: 'ace-alone' },
      setupInstallRoute: false,
      watch: false,
    },
    descriptorTransformer: () => descriptor,
  } as unknown as Options['config']
  const write = (...args: unknown[]) => void logged.push(args.map(String).join(' '))
  const logger = Object.assign(Object.create(console) as Console, {
    ...{ info: write, warn: write, error: write },
  })
  const files = { descriptorFilename: 'ace-alone.descriptor', configFileName: 'ace-alone.config' }
  const listening = process.listeners('unhandledRejection')
  return new Promise((resolve) => {
    const addon = connect(app, { config }, logger, files, () => resolve(addon))
    for (const each of process.listeners('unhandledRejection')) {
      if (!listening.includes(each)) process.off('unhandledRejection', each)
    }
  })
}
