import type { Ids } from '../lib/ids.ts'
import type { Sealer } from '../lib/sealer.ts'
import { Secret } from '../lib/secret.ts'
import type { Database } from './database.ts'

/**
 * A key of our own that must outlive every change of `SECRETS_KEYS`: made once, kept sealed.
 * The stored hashes of API tokens depend on one; were it derived from a sealing key, rotating that
 * key would end every token.
 */
export function ownKey(
  database: Database,
  sealer: Sealer,
  ids: Ids,
  name: string,
): Promise<Secret> {
  return database.write(async ({ sealedKeys }) => {
    const row = await sealedKeys.findByPk(name)
    if (row !== null) return sealer.open(row.get().sealed, keyBinding(name))
    const made = new Secret(ids.randomBytes(32).toString('base64'))
    await sealedKeys.create({ name, sealed: sealer.seal(made, keyBinding(name)) })
    return made
  })
}

/** The same where it was made before; undefined where nobody has needed it yet. */
export async function ownKeyIfMade(
  database: Database,
  sealer: Sealer,
  name: string,
): Promise<Secret | undefined> {
  const row = await database.tables.sealedKeys.findByPk(name)
  return row === null ? undefined : sealer.open(row.get().sealed, keyBinding(name))
}

export function keyBinding(name: string): string {
  return `sealed_keys.sealed:${name}`
}
