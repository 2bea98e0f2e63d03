import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/free-port.ts'
import type { Contender } from './contender.ts'
import { missingPrograms } from './installed.ts'
import { PROXY_CORE, type Rig } from './rig.ts'
import { NETWORKS } from './seed.ts'
import { AUDIENCE, ISSUER } from './tokens.ts'
import { untilAnswers } from './until-answers.ts'

interface Options {
  readonly logs: boolean
  readonly scheme: 'http' | 'https'
}

const PATHS = ['/rest/api/3/issue/', '/rest/api/3/project/', '/rest/api/3/filter/']

/** Verifies the signature on each call, checks claims, path and network, and counts per subject. */
export function haproxy(name: string, options: Options): Contender {
  return {
    name,
    upstream: options.scheme,
    deeds: {
      token: 'RS256 on every call; iss, aud, exp',
      rules: '20 networks, list of path prefixes',
      limit: 'per subject',
      record: options.logs ? 'a line a call to a file, not durable' : '–',
      credential: 'one fixed credential for all',
    },
    missing: () => missingPrograms('haproxy'),
    async start(rig) {
      const { folder, processes, tokensFile } = rig
      const port = await freePort()
      const file = join(folder, `${name.replaceAll(' ', '-')}.cfg`)
      writeFileSync(file, configuration(rig, port, options))
      const logFile = file.replace(/cfg$/, 'log')
      const command = ['haproxy', '-db', '-f', file]
      const pid = processes.start(command, { core: PROXY_CORE, logFile })
      const origin = `http://127.0.0.1:${port}`
      await untilAnswers(origin)
      return { pid, origin, prefix: '', tokensFile, scheme: 'Bearer' }
    },
  }
}

function configuration(rig: Rig, port: number, { logs, scheme }: Options): string {
  const lists = { networks: NETWORKS, paths: PATHS }
  const fileOf = (list: keyof typeof lists) => join(rig.folder, `haproxy-${list}.txt`)
  for (const list of ['networks', 'paths'] as const) {
    writeFileSync(fileOf(list), `${lists[list].join('\n')}\n`)
  }
  const { host } = new URL(rig.upstream[scheme])
  const tls = scheme === 'https' ? `ssl verify required ca-file ${rig.upstream.caFile}` : ''
  const claim = (name: string) => `var(txn.bearer),jwt_payload_query('$.${name}')`
  return `global
  nbthread 1
  maxconn 4096
  ${logs ? 'log stdout format rfc5424 local0' : ''}
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  ${logs ? 'option httplog\n  log global' : ''}
frontend gateway
  bind 127.0.0.1:${port} backlog 1024
  http-request deny deny_status 403 unless { src -f ${fileOf('networks')} }
  http-request deny deny_status 403 unless { path_beg -f ${fileOf('paths')} }
  http-request set-var(txn.bearer) http_auth_bearer
  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
  http-request deny deny_status 401 unless { ${claim('iss')} -m str ${ISSUER} }
  http-request deny deny_status 401 unless { ${claim('aud')} -m str ${AUDIENCE} }
  http-request set-var(txn.now) date()
  http-request deny deny_status 401 unless { var(txn.bearer),jwt_payload_query('$.exp','int'),sub(txn.now) -m int gt 0 }
  http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"${rig.publicKeyFile}") -m int 1 }
  http-request set-var(txn.sub) ${claim('sub')}
  http-request track-sc0 var(txn.sub) table limits
  http-request deny deny_status 429 if { sc_http_req_rate(0,limits) gt 100000000 }
  ${logs ? 'http-request capture var(txn.sub) len 64' : ''}
  http-request set-header authorization "Bearer one-for-all"
  default_backend product
backend limits
  stick-table type string len 64 size 100k expire 60s store http_req_rate(60s)
backend product
  http-reuse always
  server product ${host} ${tls}
`
}
