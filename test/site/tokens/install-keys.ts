import { generateKeyPair, randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

/** A key pair under its `kid`. */
interface InstallKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicPem: string
}

/** The keys that sign `installed` and `uninstalled`: one signs, the ones before it stay readable. */
export interface InstallKeys {
  current(): InstallKey
  find(kid: string): InstallKey | undefined
  /** A key that the key server does not know. */
  stranger(): InstallKey
  rotate(): Promise<InstallKey>
}

async function makeKey(): Promise<InstallKey> {
  const pair = await generate('rsa', { modulusLength: 2048 })
  return {
    kid: randomUUID(),
    privateKey: pair.privateKey,
    publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

// RSA keys cost tenths of a second; worlds of one process may share the material, each under its own kid.
let shared: Promise<readonly [InstallKey, InstallKey]> | undefined

/** A fresh set of install keys. */
export async function createInstallKeys(): Promise<InstallKeys> {
  shared ??= Promise.all([makeKey(), makeKey()])
  const [first, second] = await shared
  const stranger = { ...second, kid: randomUUID() }
  const known: [InstallKey, ...InstallKey[]] = [{ ...first, kid: randomUUID() }]
  return {
    current: () => known[0],
    find: (kid) => known.find((key) => key.kid === kid),
    stranger: () => stranger,
    async rotate() {
      const key = await makeKey()
      known.unshift(key)
      return key
    },
  }
}
