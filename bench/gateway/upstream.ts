import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/free-port.ts'
import { makeCertificate } from './certificate.ts'
import { crowdServer, signedOnServer } from './sign-ons.ts'
import { untilAnswers } from './until-answers.ts'
import type { Processes } from './processes.ts'

/** What stands in for the product and for the token server: nginx, which is not what limits anybody. */
export interface Upstream {
  readonly http: string
  readonly https: string
  /** The product as one of Data Center, and its Crowd, which is of the token server's instance. */
  readonly dataCenter: string
  readonly crowd: string
  readonly caFile: string
  /** Grants every exchange. An instance of its own, so that its calls are not counted as the product's. */
  readonly tokenUrl: string
  readonly pids: readonly number[]
  /** Calls that reached the product until now. */
  calls(): Promise<number>
}

export const UPSTREAM_CORE = 1
const TOKEN_SECONDS = 900

/** About 2 kB, as an issue with few fields has. */
const ANSWER = JSON.stringify({
  id: '10042',
  key: 'ABC-123',
  self: 'https://bench.example/rest/api/3/issue/10042',
  fields: Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [`customfield_${10_000 + at}`, `value ${at} `.repeat(6)]),
  ),
})

/** @param signOnMark what sign-on tokens end with */
export async function startUpstream(
  folder: string,
  processes: Processes,
  signOnMark: string,
): Promise<Upstream> {
  const certificate = makeCertificate(folder)
  const [http, https, status, token, dataCenter, crowd] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const answer = `location / { default_type application/json; return 200 '${ANSWER}'; }`
  const tls = `ssl_certificate ${certificate.certFile}; ssl_certificate_key ${certificate.keyFile};`
  const product = `
    server { listen 127.0.0.1:${http} backlog=1024; ${answer} }
    server { listen 127.0.0.1:${https} ssl backlog=1024; ${tls} ${answer} }
    ${signedOnServer(dataCenter, signOnMark, answer)}
    server { listen 127.0.0.1:${status}; location / { stub_status; } }`
  const granted = `{"access_token":"user-$request_id","expires_in":${TOKEN_SECONDS},"token_type":"Bearer"}`
  const tokens = `server { listen 127.0.0.1:${token};
      location / { default_type application/json; return 200 '${granted}'; } }
    ${crowdServer(crowd, signOnMark)}`

  const pids = [
    startNginx(folder, 'product', product, UPSTREAM_CORE, processes),
    startNginx(folder, 'tokens', tokens, UPSTREAM_CORE, processes),
  ]
  const statusUrl = `http://127.0.0.1:${status}`
  for (const url of [statusUrl, `http://127.0.0.1:${token}`]) await untilAnswers(url)
  let ownCalls = 0
  return {
    http: `http://127.0.0.1:${http}`,
    https: `https://127.0.0.1:${https}`,
    dataCenter: `http://127.0.0.1:${dataCenter}`,
    crowd: `http://127.0.0.1:${crowd}/crowd`,
    caFile: certificate.certFile,
    tokenUrl: `http://127.0.0.1:${token}`,
    pids,
    async calls() {
      const text = await (await fetch(statusUrl)).text()
      ownCalls += 1
      const all = Number(/^ \d+ \d+ (\d+)/m.exec(text)?.[1] ?? Number.NaN)
      return all - ownCalls
    },
  }
}

/** @param servers its `server` and `upstream` blocks */
export function startNginx(
  folder: string,
  name: string,
  servers: string,
  core: number,
  processes: Processes,
): number {
  const file = join(folder, `nginx-${name}.conf`)
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = places.map((each) => `${each}_temp_path ${folder}/nginx-${name}-${each};`)
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx-${name}.pid; error_log stderr error;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 1h; ${temporary.join(' ')}
  ${servers}
}
`,
  )
  const logFile = join(folder, `nginx-${name}.log`)
  return processes.start(['nginx', '-c', file, '-p', folder, '-e', 'stderr'], { core, logFile })
}
