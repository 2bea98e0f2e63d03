import { setTimeout as delay } from 'node:timers/promises'
import type { DataCenterStage } from './data-center-stage.ts'
import { manage } from './manage.ts'
import { play, type Played } from './scene.ts'

const WAIT_MS = 10_000
const EVERY_MS = 100

/** What is told here of one call in the audit log. */
interface ShownCall {
  readonly method: string
  readonly path: string
  readonly address: string
  readonly credentialKind?: string
  readonly accountId?: string
  readonly completion?: { readonly status: number; readonly code?: string }
}

/** The admin reads the record of all that was called, oldest first. */
export async function readRecord(stage: DataCenterStage): Promise<Played> {
  const { text, calls } = await settledRecord(stage)
  for (const line of columns(calls.toReversed().map(cellsOf))) stage.say(`     ${line}`)
  stage.say('')
  const found = stage.secrets.filter((secret) => text.includes(secret)).length
  const title = `all ${String(stage.calls)} requests are in it, and none of the secrets that they were made with`
  const run = () =>
    Promise.resolve(
      `${String(calls.length)} requests; ${String(stage.secrets.length)} secrets looked for, ${String(found)} found`,
    )
  const expected = new RegExp(`^${String(stage.calls)} requests; \\d+ secrets looked for, 0 found$`)
  return play([{ title, run, expected }], stage)
}

// Refusals of callers whom nobody knows are written a moment later.
async function settledRecord(stage: DataCenterStage) {
  const until = performance.now() + WAIT_MS
  for (;;) {
    const text = await (await manage(stage, 'GET', '/events?what=calls&limit=200')).text()
    const { events: calls } = JSON.parse(text) as { readonly events: readonly ShownCall[] }
    const isWhole = calls.length >= stage.calls && calls.every(({ completion }) => completion)
    if (isWhole || performance.now() > until) return { text, calls }
    await delay(EVERY_MS)
  }
}

function cellsOf(call: ShownCall): string[] {
  const { accountId = '–', credentialKind = '–', address, method, path, completion } = call
  const outcome = [completion?.status ?? '?', completion?.code ?? ''].join(' ')
  return [accountId, credentialKind, address, `${method} ${path}`, outcome]
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (at: number) => Math.max(...rows.map((row) => row[at]?.length ?? 0))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(width(at)))
      .join('  ')
      .trimEnd(),
  )
}
