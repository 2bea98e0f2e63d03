import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/free-port.ts'
import { NOTHING, type Contender, type Deeds } from './contender.ts'
import { PROXY_CORE } from './rig.ts'
import { AUDIENCE, ISSUER } from './tokens.ts'
import { untilAnswers } from './until-answers.ts'

const PEERS = join(import.meta.dirname, 'peers')

/** What the tutorials' gateways do. */
export const VERIFIES: Deeds = {
  token: 'RS256 on every call; iss, aud, exp',
  rules: '–',
  limit: '–',
  record: '–',
  credential: 'one fixed credential for all',
}

/** Passes calls on and looks at nothing. */
export const PASSES_ON: Deeds = { ...NOTHING, credential: 'one fixed credential for all' }

/**
 * A gateway of `peers/`, which has packages of its own; the first word of its name is its file.
 * @param packages that it cannot do without
 */
export function nodePeer(
  name: string,
  deeds: Deeds,
  packages: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Contender {
  return {
    name,
    upstream: 'http',
    deeds,
    missing() {
      const lacking = packages.filter((each) => !existsSync(join(PEERS, 'node_modules', each)))
      if (lacking.length === 0) return undefined
      return `${lacking.join(', ')} not installed (npm run bench:peers)`
    },
    async start({ folder, processes, upstream, publicKeyFile, tokensFile }) {
      const port = await freePort()
      const pid = processes.start(['node', join(PEERS, `${name.split(' ')[0] ?? ''}.js`)], {
        core: PROXY_CORE,
        logFile: join(folder, `${name}.log`),
        env: {
          ...env,
          NODE_ENV: 'production',
          PORT: String(port),
          UPSTREAM: upstream.http,
          PUBLIC_KEY_FILE: publicKeyFile,
          ISSUER,
          AUDIENCE,
        },
      })
      const origin = `http://127.0.0.1:${port}`
      await untilAnswers(origin)
      return { pid, origin, prefix: '', tokensFile, scheme: 'Bearer' }
    },
  }
}
