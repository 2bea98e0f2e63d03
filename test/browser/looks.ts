import { mkdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Frame } from 'playwright-core'
import type { Look, Visit } from './stage.ts'

const AXE = new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)
const SCREENSHOTS = new URL('../../screenshots/', import.meta.url)
const TARGET_PX = 44
const CONTROLS =
  'button, summary, input:not([type=radio], [type=checkbox]), select, textarea, label.choice, label.tick'

/** Width of our frame on a phone, in pixels. */
export const PHONE = 400

/** What axe finds wrong with the page as it is now, with the first element of each kind. */
export async function faultsOf(frame: Frame): Promise<string[]> {
  // Evaluated in the frame, which the page's policy does not hinder as it would a script element.
  await frame.evaluate(await readFile(AXE, 'utf8'))
  return frame.evaluate<string[]>(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`)
}

/** Takes a picture of our frame, for people to look at. */
export async function shoot({ host }: Visit, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true })
  await host.locator('iframe').screenshot({ path: new URL(`${name}.png`, SCREENSHOTS).pathname })
}

/** Nothing sticks out of a narrow frame, and on a phone everything can be hit with a thumb. */
export async function expectToFit(frame: Frame, look: Look): Promise<void> {
  const overflow = await frame.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect(overflow, 'pixels beyond the frame').to.equal(0)
  if (look.width !== PHONE) return
  const small = await frame.evaluate<string[]>(`[...document.querySelectorAll('${CONTROLS}')]
    .filter((control) => control.checkVisibility())
    .filter((control) => control.getBoundingClientRect().height < ${TARGET_PX})
    .map((control) => control.outerHTML.slice(0, 200))`)
  expect(small).to.deep.equal([])
}
