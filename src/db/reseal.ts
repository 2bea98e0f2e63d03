import type { Sealer } from '../lib/sealer.ts'
import type { Database } from './database.ts'
import { noticeBinding, SEALED_COLUMNS } from './notice-settings-row.ts'
import { keyBinding } from './sealed-keys.ts'
import { resealedText, staleSecretsIn } from './sealed-document.ts'
import { streamBinding } from './stream-row.ts'
import type { TenantRow } from './tables.ts'
import { dataCenterBinding, tenantBinding } from './tenant-table.ts'

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
 * an older key can add a row meanwhile: that is what `left` is for. Of the policies all versions are
 * moved: one that could not be opened any more would be no history.
 */
export async function reseal(
  database: Database,
  sealer: Sealer,
  onProgress: (done: number, total: number) => void,
): Promise<ResealReport> {
  const rows = [
    ...(await tenantMoves(database, sealer)),
    ...(await keyMoves(database, sealer)),
    ...(await policyMoves(database, sealer)),
    ...(await noticeMoves(database, sealer)),
    ...(await streamMoves(database, sealer)),
  ]
  let resealed = 0
  for (const [at, move] of rows.entries()) {
    resealed += (await move()) ? 1 : 0
    onProgress(at + 1, rows.length)
  }
  return { resealed, current: rows.length - resealed, left: await countStale(database, sealer) }
}

/** Moves one row, or leaves it where it is current. @returns whether it changed */
type Move = () => Promise<boolean>

const TENANT_COLUMNS = [
  ['sealed_secret', tenantBinding],
  ['sealed_data_center', dataCenterBinding],
] as const

async function tenantMoves(database: Database, sealer: Sealer): Promise<Move[]> {
  const rows = await database.tables.tenants.findAll({ attributes: ['id'] })
  return rows.map((row) => () => {
    const { id } = row.get()
    return database.write(async ({ tenants }) => {
      const row = (await tenants.findByPk(id))?.get()
      const changes: Partial<Pick<TenantRow, 'sealed_secret' | 'sealed_data_center'>> = {}
      for (const [column, boundTo] of TENANT_COLUMNS) {
        const sealed = row?.[column] ?? undefined
        const next = sealed === undefined ? undefined : moved(sealed, boundTo(id), sealer)
        if (next !== undefined) changes[column] = next
      }
      if (Object.keys(changes).length === 0) return false
      await tenants.update(changes, { where: { id } })
      return true
    })
  })
}

async function keyMoves(database: Database, sealer: Sealer): Promise<Move[]> {
  const rows = await database.tables.sealedKeys.findAll({ attributes: ['name'] })
  return rows.map((row) => () => {
    const { name } = row.get()
    return database.write(async ({ sealedKeys }) => {
      const sealed = (await sealedKeys.findByPk(name))?.get().sealed
      const next = sealed === undefined ? undefined : moved(sealed, keyBinding(name), sealer)
      if (next === undefined) return false
      await sealedKeys.update({ sealed: next }, { where: { name } })
      return true
    })
  })
}

async function policyMoves(database: Database, sealer: Sealer): Promise<Move[]> {
  const rows = await database.tables.policies.findAll({ attributes: ['tenant_id', 'version'] })
  return rows.map((row) => () => {
    const { tenant_id, version } = row.get()
    const where = { tenant_id, version }
    return database.write(async ({ policies }) => {
      const document = (await policies.findOne({ where }))?.get().document
      const next = document === undefined ? undefined : resealedText(document, tenant_id, sealer)
      if (next === undefined) return false
      await policies.update({ document: next }, { where })
      return true
    })
  })
}

async function noticeMoves(database: Database, sealer: Sealer): Promise<Move[]> {
  const rows = await database.tables.noticeSettings.findAll({ attributes: ['tenant_id'] })
  return rows.map((row) => () => {
    const { tenant_id } = row.get()
    return database.write(async ({ noticeSettings }) => {
      const stored = (await noticeSettings.findByPk(tenant_id))?.get()
      const changes: Partial<Record<(typeof SEALED_COLUMNS)[number], string>> = {}
      for (const column of SEALED_COLUMNS) {
        const sealed = stored?.[column] ?? undefined
        const boundTo = noticeBinding(tenant_id, column)
        const next = sealed === undefined ? undefined : moved(sealed, boundTo, sealer)
        if (next !== undefined) changes[column] = next
      }
      if (Object.keys(changes).length === 0) return false
      await noticeSettings.update(changes, { where: { tenant_id } })
      return true
    })
  })
}

async function streamMoves(database: Database, sealer: Sealer): Promise<Move[]> {
  const rows = await database.tables.auditStreams.findAll({ attributes: ['tenant_id', 'id'] })
  return rows.map((row) => () => {
    const { tenant_id, id } = row.get()
    const where = { tenant_id, id }
    return database.write(async ({ auditStreams }) => {
      const sealed = (await auditStreams.findOne({ where }))?.get().sealed_target
      const boundTo = streamBinding({ tenantId: tenant_id, id })
      const next = sealed === undefined ? undefined : moved(sealed, boundTo, sealer)
      if (next === undefined) return false
      await auditStreams.update({ sealed_target: next }, { where })
      return true
    })
  })
}

function moved(sealed: string, boundTo: string, sealer: Sealer): string | undefined {
  return sealer.isStale(sealed) ? sealer.seal(sealer.open(sealed, boundTo), boundTo) : undefined
}

async function countStale({ tables }: Database, sealer: Sealer): Promise<number> {
  const secrets = (await tables.tenants.findAll()).flatMap((row) =>
    TENANT_COLUMNS.map(([column]) => row.get()[column]),
  )
  const keys = (await tables.sealedKeys.findAll()).map((row) => row.get().sealed)
  const ofNotices = (await tables.noticeSettings.findAll()).flatMap((row) =>
    SEALED_COLUMNS.map((column) => row.get()[column]),
  )
  const ofStreams = (await tables.auditStreams.findAll()).map((row) => row.get().sealed_target)
  const whole = [...secrets, ...keys, ...ofNotices, ...ofStreams].filter(
    (each) => each !== null && sealer.isStale(each),
  ).length
  const documents = (await tables.policies.findAll()).map((row) => row.get().document)
  return documents.reduce((sum, document) => sum + staleSecretsIn(document, sealer), whole)
}
