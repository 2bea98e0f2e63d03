import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'
import { PACKAGE_ROOT } from '../lib/package-root.ts'
import { Refusal } from '../lib/refusal.ts'

/** Addresses of the files that a page loads, each with a digest of its content in the name. */
export interface AssetAddresses {
  /** In the order of the cascade. */
  readonly stylesheets: readonly string[]
  readonly htmx: string
  /** Modules; they run after htmx. */
  readonly scripts: readonly string[]
  /** In our pages of Data Center, where those of the Cloud have the product's script; runs at once. */
  readonly frameScript: string
  /** Of the page around those. */
  readonly hostScript: string
}

interface Asset {
  readonly address: string
  readonly contentType: string
  readonly body: Buffer
}

const STYLESHEETS = [
  'tokens',
  'page',
  'controls',
  'token-list',
  'links',
  'providers',
  'rules',
  'rules-access',
  'rules-groups',
  'rules-tokens',
  'rules-versions',
  'charts',
  'overview',
  'events',
  'explain',
  'operations',
  'budget',
  'guard',
  'notices',
  'streams',
  'replay',
  'shadow',
  'adjust',
  'data-center',
]
const SCRIPTS = ['actions', 'copy', 'token-list', 'rules-files', 'notices']

const IMMUTABLE = 'public, max-age=31536000, immutable'
const CSS = 'text/css; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'

/** Reads the files once; the address of a file changes with every change of its content. */
export function assetAddresses(): AssetAddresses {
  const { stylesheets, htmx, scripts, frame, host } = readAssets()
  return {
    stylesheets: stylesheets.map((asset) => asset.address),
    htmx: htmx.address,
    scripts: scripts.map((asset) => asset.address),
    frameScript: frame.address,
    hostScript: host.address,
  }
}

/**
 * `/assets/…`: our stylesheets and scripts, and htmx as its package has it. Public and cached for
 * ever, since another content has another address; an outdated address is not found.
 */
export function createAssets(): Router {
  const router = express.Router()
  const { stylesheets, htmx, scripts, frame, host } = readAssets()
  for (const asset of [...stylesheets, htmx, ...scripts, frame, host]) {
    router.get(asset.address, (_req, res) => {
      res.set({
        'Content-Type': asset.contentType,
        'Cache-Control': IMMUTABLE,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        // Our own pages load them, and no other site has a use for them.
        'Cross-Origin-Resource-Policy': 'same-origin',
      })
      res.send(asset.body)
    })
  }
  router.use('/assets', (_req, _res, next) => {
    next(new Refusal('request/not-found', { detail: 'no such asset' }))
  })
  return router
}

function readAssets() {
  const own = (file: string) => fileURLToPath(new URL(`views/assets/${file}`, PACKAGE_ROOT))
  const script = (name: string) => readAsset(own(`${name}.js`), name, 'js', JAVASCRIPT)
  const packaged = createRequire(import.meta.url).resolve
  return {
    stylesheets: STYLESHEETS.map((name) => readAsset(own(`${name}.css`), name, 'css', CSS)),
    htmx: readAsset(packaged('htmx.org/dist/htmx.min.js'), 'htmx', 'js', JAVASCRIPT),
    scripts: SCRIPTS.map(script),
    frame: script('data-center-frame'),
    host: script('data-center-host'),
  }
}

function readAsset(file: string, name: string, ending: string, contentType: string): Asset {
  const body = readFileSync(file)
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16)
  return { address: `/assets/${name}.${digest}.${ending}`, contentType, body }
}
