import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/free-port.ts'
import type { Contender } from './contender.ts'
import { missingPrograms } from './installed.ts'
import { PROXY_CORE } from './rig.ts'
import { NETWORKS } from './seed.ts'
import { AUDIENCE, ISSUER } from './tokens.ts'
import { untilAnswers } from './until-answers.ts'

// Where Debian puts them; elsewhere the peer is told to be missing.
const MODULES = '/usr/lib/apache2/modules'
const NEEDED = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'authz_host',
  'authz_user',
  'auth_openidc',
  'headers',
  'proxy',
  'proxy_http',
]

/** mod_auth_openidc as an OAuth 2.0 resource server that verifies with a key of its own. */
export const apache: Contender = {
  name: 'apache',
  upstream: 'http',
  deeds: {
    token: 'RS256 on every call; iss, aud, exp',
    rules: '20 networks',
    limit: '–',
    record: '–',
    credential: 'one fixed credential for all',
  },
  missing() {
    const program = missingPrograms('apache2')
    if (program !== undefined) return program
    const lacking = NEEDED.filter((name) => !existsSync(join(MODULES, `mod_${name}.so`)))
    return lacking.length === 0 ? undefined : `mod_${lacking.join(', mod_')} not installed`
  },
  async start({ folder, processes, upstream, publicKeyFile, tokensFile }) {
    const port = await freePort()
    const file = join(folder, 'apache.conf')
    writeFileSync(file, configuration(folder, port, upstream.http, publicKeyFile))
    const command = ['apache2', '-f', file, '-DFOREGROUND']
    const logFile = join(folder, 'apache.log')
    const pid = processes.start(command, { core: PROXY_CORE, logFile })
    const origin = `http://127.0.0.1:${port}`
    await untilAnswers(origin)
    return { pid, origin, prefix: '', tokensFile, scheme: 'Bearer' }
  },
}

function configuration(folder: string, port: number, upstream: string, keyFile: string): string {
  const modules = NEEDED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`)
  const user = process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''
  return `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/apache-errors.log
${modules.join('\n')}
${user}
# One process from the beginning and to the end, so that none takes its CPU time with it.
StartServers 1
ServerLimit 1
ThreadsPerChild 64
MaxRequestWorkers 64
MinSpareThreads 64
MaxSpareThreads 64
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 3600
OIDCOAuthVerifyCertFiles bench#${keyFile}
OIDCOAuthRemoteUserClaim sub
<Location />
  AuthType oauth20
  <RequireAll>
    Require claim iss:${ISSUER}
    Require claim aud:${AUDIENCE}
    Require ip ${NETWORKS.join(' ')}
  </RequireAll>
  RequestHeader set Authorization "Bearer one-for-all"
</Location>
ProxyPass / ${upstream}/ keepalive=On
`
}
