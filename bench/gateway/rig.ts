import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProcesses, type Processes } from './processes.ts'
import { makeSignOnMark, signOnCookie } from './sign-ons.ts'
import { accessToken, makeKeys, type SigningKeys } from './tokens.ts'
import { startUpstream, type Upstream } from './upstream.ts'

/** What all contenders of a run share. */
export interface Rig {
  /** For files of this run; removed at its end. */
  readonly folder: string
  readonly processes: Processes
  readonly upstream: Upstream
  readonly keys: SigningKeys
  readonly publicKeyFile: string
  /** 64 access tokens, one a line. */
  readonly tokensFile: string
  /** 64 sign-on cookies, the same. */
  readonly cookiesFile: string
  end(): void
}

/** The core that whoever is measured has for itself. */
export const PROXY_CORE = 0
export const TOKENS = 64

export async function buildRig(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  chmodSync(folder, 0o755) // Apache reads it as another user.
  mkdirSync(join(folder, 'logs'))
  const processes = createProcesses()
  const remove = () => {
    processes.killAll()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', remove)

  const keys = makeKeys()
  const publicKeyFile = join(folder, 'provider.pem')
  writeFileSync(publicKeyFile, keys.publicPem)
  const tokensFile = join(folder, 'tokens.txt')
  const tokens = Array.from({ length: TOKENS }, (_, person) => accessToken(keys, person))
  writeFileSync(tokensFile, `${tokens.join('\n')}\n`)
  const mark = makeSignOnMark()
  const cookiesFile = join(folder, 'cookies.txt')
  const cookies = Array.from({ length: TOKENS }, (_, person) => signOnCookie(mark, person))
  writeFileSync(cookiesFile, `${cookies.join('\n')}\n`)
  const upstream = await startUpstream(folder, processes, mark)
  const files = { publicKeyFile, tokensFile, cookiesFile }
  return { folder, processes, upstream, keys, ...files, end: remove }
}
