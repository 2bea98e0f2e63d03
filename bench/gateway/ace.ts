import { createHmac, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/free-port.ts'
import type { Contender } from './contender.ts'
import { PROXY_CORE, TOKENS } from './rig.ts'
import { accountOf } from './tokens.ts'
import { untilAnswers } from './until-answers.ts'

const CLIENT_KEY = 'bench'
const LIFE_SECONDS = 24 * 3600

/** What a Connect app does that follows the documentation of atlassian-connect-express. */
export const ace: Contender = {
  name: 'ace',
  upstream: 'http',
  deeds: {
    token: "the product's own HS256, on every call",
    rules: '–',
    limit: '–',
    record: 'a row before the call (SQLite, a commit each)',
    credential: "the user's own token of the product, kept in SQLite",
  },
  missing: () => undefined,
  async start({ folder, processes, upstream }) {
    const port = await freePort()
    const secret = randomBytes(32).toString('hex')
    const tokensFile = join(folder, 'ace-tokens.txt')
    const tokens = Array.from({ length: TOKENS }, (_, person) => signed(secret, accountOf(person)))
    writeFileSync(tokensFile, `${tokens.join('\n')}\n`)
    const pid = processes.start(['node', join(import.meta.dirname, 'ace-app.js')], {
      core: PROXY_CORE,
      logFile: join(folder, 'ace.log'),
      env: {
        NODE_ENV: 'production',
        PORT: String(port),
        UPSTREAM: upstream.http,
        TOKEN_URL: upstream.tokenUrl,
        DATABASE_FILE: join(folder, 'ace.sqlite'),
        SHARED_SECRET: secret,
        CLIENT_KEY,
      },
    })
    const origin = `http://127.0.0.1:${port}`
    await untilAnswers(origin)
    // One after the other: when several user tokens are stored at once, SQLite is busy for some, and ACE
    // then never answers those calls.
    for (const token of tokens) {
      const headers = { authorization: `JWT ${token}` }
      await (await fetch(`${origin}/rest/api/3/myself`, { headers })).arrayBuffer()
    }
    return { pid, origin, prefix: '', tokensFile, scheme: 'JWT' }
  },
}

function signed(secret: string, sub: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: CLIENT_KEY, sub, qsh: 'context-qsh', iat, exp: iat + LIFE_SECONDS }
  const input = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
