import type { Browser, ConsoleMessage, Frame, Page } from 'playwright-core'
import type { Product } from '../../src/tenants/tenant.ts'
import type { Installation } from '../site/install/installation.ts'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts'
import { movableClock } from '../support/movable-clock.ts'
import { startBrowser } from './browser.ts'

/** The whole app, installed on a stand-in site, and a browser to look at it as people do. */
export interface Stage {
  readonly world: SiteWorld
  readonly gatehouse: Gatehouse
  readonly installation: Installation
  /** Opens a page of ours inside the product's own page. */
  visit(who: 'admin' | 'alice' | 'bob', module: ModuleKey, look?: Look): Promise<Visit>
  stop(): Promise<void>
}

type ModuleKey = 'api-access' | 'administration' | 'providers' | 'rules' | 'overview'

export interface Look {
  readonly theme?: 'light' | 'dark'
  /** Width of our frame, in pixels. */
  readonly width?: number
  /** Also where the product would not show the link. */
  readonly uninvited?: boolean
}

export interface Visit {
  /** The product's page. */
  readonly host: Page
  /** Ours, in its frame. */
  readonly frame: Frame
  /** What the browser's console complained of, of the whole page. */
  readonly complaints: readonly string[]
  /** Text of the element in our frame that has the keyboard. */
  readonly focused: () => Promise<string>
  readonly end: () => Promise<void>
}

const WIDE = 1280

/** @param product on which the app is installed; the clock of both sides is `gatehouse.clock` */
export async function startStage(product: Product = 'jira'): Promise<Stage> {
  const clock = movableClock()
  const world = await startSite({ now: () => clock.now() })
  const gatehouse = await startGatehouse(world, { clock })
  const descriptor = `${gatehouse.url}/${product}/atlassian-connect.json`
  const installation = await world.site.installApp(descriptor)
  const browser = await startBrowser()
  return {
    world,
    gatehouse,
    installation,
    visit: (who, module, look = {}) => {
      const address = new URL(world.site.hostPageUrl(installation, module, who))
      if (look.theme !== undefined) address.searchParams.set('theme', look.theme)
      if (look.uninvited === true) address.searchParams.set('ignore-conditions', 'true')
      return visit(browser, address.href, `${gatehouse.url}/${product}/pages/`, look)
    },
    async stop() {
      await browser.close()
      await gatehouse.clear()
      await world.stop()
    },
  }
}

async function visit(
  browser: Browser,
  address: string,
  ourPages: string,
  look: Look,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: WIDE, height: 900 },
    permissions: ['clipboard-read'],
  })
  const host = await context.newPage()
  const complaints: string[] = []
  host.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(textOf(message))
  })
  host.on('pageerror', (error) => complaints.push(String(error)))
  const frameLoaded = host.waitForResponse((answer) => answer.url().startsWith(ourPages))
  await host.goto(address)
  const frame = (await frameLoaded).frame()
  await frame.waitForLoadState('load')
  // The last thing that our script does on loading.
  await frame.locator('html[data-color-mode]').waitFor()
  if (look.width !== undefined) await makeFrameWide(host, look.width)
  return {
    host,
    frame,
    complaints,
    focused: () => frame.evaluate<string>("document.activeElement?.textContent.trim() ?? ''"),
    end: () => context.close(),
  }
}

// The product's own navigation takes its part of the window, whatever that is.
async function makeFrameWide(host: Page, width: number): Promise<void> {
  const box = await host.locator('iframe').boundingBox()
  const beside = WIDE - (box?.width ?? WIDE)
  await host.setViewportSize({ width: width + beside, height: 900 })
}

// Without the query: the address of a page holds a token.
function textOf(message: ConsoleMessage): string {
  return `${message.text()} (${message.location().url.replace(/\?.*/, '')})`
}
