import type { Sealer } from '../lib/sealer.ts'
import type { Database } from './database.ts'
import { keyBinding } from './sealed-keys.ts'
import { tenantBinding } from './tenant-table.ts'

export interface ResealReport {
  readonly resealed: number
  readonly current: number
  /** Values that are sealed by another key now that all is done: counted, not supposed. */
  readonly left: number
}

/**
 * Moves every sealed value to the newest key, one short transaction a row, so that the app goes on
 * beside it. The app reads either form as long as both keys are configured; values are unchanged,
 * so it need not be told. Stopped half-way, the next run does the rest. An app that still seals with
 * an older key can add a row meanwhile: that is what `left` is for.
 */
export async function reseal(
  database: Database,
  sealer: Sealer,
  onProgress: (done: number, total: number) => void,
): Promise<ResealReport> {
  const tenantIds = (await database.tables.tenants.findAll({ attributes: ['id'] })).map(
    (row) => row.get().id,
  )
  const names = (await database.tables.sealedKeys.findAll({ attributes: ['name'] })).map(
    (row) => row.get().name,
  )
  const total = tenantIds.length + names.length
  let resealed = 0
  let done = 0
  const count = (changed: boolean) => {
    resealed += changed ? 1 : 0
    done += 1
    onProgress(done, total)
  }

  const moved = (sealed: string, boundTo: string) =>
    sealer.isStale(sealed) ? sealer.seal(sealer.open(sealed, boundTo), boundTo) : undefined

  for (const id of tenantIds) {
    count(
      await database.write(async ({ tenants }) => {
        const row = await tenants.findByPk(id)
        const sealed = row?.get().sealed_secret ?? undefined
        const next = sealed === undefined ? undefined : moved(sealed, tenantBinding(id))
        if (next === undefined) return false
        await tenants.update({ sealed_secret: next }, { where: { id } })
        return true
      }),
    )
  }
  for (const name of names) {
    count(
      await database.write(async ({ sealedKeys }) => {
        const row = await sealedKeys.findByPk(name)
        const next = row === null ? undefined : moved(row.get().sealed, keyBinding(name))
        if (next === undefined) return false
        await sealedKeys.update({ sealed: next }, { where: { name } })
        return true
      }),
    )
  }
  return { resealed, current: total - resealed, left: await countStale(database, sealer) }
}

async function countStale({ tables }: Database, sealer: Sealer): Promise<number> {
  const secrets = (await tables.tenants.findAll()).map((row) => row.get().sealed_secret)
  const keys = (await tables.sealedKeys.findAll()).map((row) => row.get().sealed)
  return [...secrets, ...keys].filter((each) => each !== null && sealer.isStale(each)).length
}
