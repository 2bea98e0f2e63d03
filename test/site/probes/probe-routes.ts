import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { empty, json, text } from '../http/reply.ts'
import type { Answer, Reply } from '../http/reply.ts'
import { pseudoRandomBytes } from './pseudo-random-bytes.ts'

function numberOf(call: ApiCall, name: string): number {
  const value = parameter(call, name)
  if (!/^\d+$/.test(value)) throw new ApiFailure(400, `${value} is not a number`)
  return Number(value)
}

function bytes(call: ApiCall): Reply {
  const length = numberOf(call, 'bytes')
  const headers = { 'content-type': 'application/octet-stream' }
  // Asked for chunks, it says no length: the way most generated exports arrive.
  const sized = call.query.has('chunked')
    ? headers
    : { ...headers, 'content-length': String(length) }
  return { status: 200, headers: sized, body: pseudoRandomBytes(length) }
}

async function sink(call: ApiCall): Promise<Reply> {
  const hash = createHash('sha256')
  const pause = Number(call.query.get('pauseMs') ?? '0')
  let received = 0
  for await (const chunk of call.exchange.body.chunks()) {
    received += chunk.length
    hash.update(chunk)
    if (pause > 0) await wait(pause)
  }
  return json(200, { bytes: received, sha256: hash.digest('hex') })
}

async function slow(call: ApiCall): Promise<Reply> {
  await wait(numberOf(call, 'ms'), undefined, { ref: false })
  return json(200, { waited: numberOf(call, 'ms') })
}

function status(call: ApiCall): Reply {
  const code = numberOf(call, 'code')
  if (code < 200 || code > 599) throw new ApiFailure(400, `${code} is no final status`)
  if (code === 204 || code === 304) return empty(code)
  return call.face.failure(code, `Status ${code} as asked for.`)
}

/** Whatever is asked for, at a path that the caller made up, so that one call can be told from all others. */
async function marked(call: ApiCall): Promise<Reply> {
  const pauseMs = Number(call.query.get('pauseMs') ?? '0')
  if (pauseMs > 0) await wait(pauseMs, undefined, { ref: false })
  return json(Number(call.query.get('status') ?? '200'), { mark: parameter(call, 'mark') })
}

async function echo(call: ApiCall): Promise<Reply> {
  const { method, target, req, body } = call.exchange
  const content = await body.text()
  const { rawHeaders, headers } = req
  return json(200, { method, url: target, headers, rawHeaders, body: content })
}

function reset(call: ApiCall): Answer {
  call.exchange.entry.verdict = 'reset'
  const { res } = call.exchange
  if (!call.query.has('after-headers')) {
    res.destroy()
    return 'taken'
  }
  res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': '1000000' })
  res.write(Buffer.alloc(1000), () => res.destroy())
  return 'taken'
}

function hang(call: ApiCall): Answer {
  call.exchange.entry.verdict = 'hang'
  return 'taken'
}

function setCookie(): Reply {
  const cookies = ['JSESSIONID=stand-in; Path=/; HttpOnly', 'atlassian.xsrf.token=stand-in; Path=/']
  return json(200, { ok: true }, { 'set-cookie': cookies })
}

function notModified(call: ApiCall): Reply {
  const headers = { etag: '"stand-in"', 'cache-control': 'private, max-age=0' }
  if (call.exchange.header('if-none-match') === '"stand-in"') return empty(304, headers)
  return json(200, { fresh: true }, headers)
}

function gzip(): Reply {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  return { status: 200, headers, body: gzipSync(JSON.stringify({ encoded: true })) }
}

/** Answers before the caller has sent everything; with `close` it hangs up, too. */
function early(call: ApiCall): Reply {
  const headers = call.query.has('close') ? { connection: 'close' } : {}
  return text(413, 'Too large, said early', headers)
}

/** Operations that no product has: they make every turn of a streamed exchange happen on demand. */
export function probeRoutes(apiPath: string): readonly ApiRoute[] {
  const path = `${apiPath}/stand-in`
  const get = (name: string, handle: ApiRoute['handle']): ApiRoute => ({
    method: 'GET',
    path: `${path}/${name}`,
    handle,
  })
  const anyBody = (method: string, name: string, handle: ApiRoute['handle']): ApiRoute => ({
    method,
    path: `${path}/${name}`,
    accepts: 'any',
    handle,
  })
  return [
    get('bytes/:bytes', bytes),
    get('slow/:ms', slow),
    get('hang', hang),
    get('set-cookie', setCookie),
    get('not-modified', notModified),
    get('no-content', () => empty(204)),
    get('encoding/gzip', gzip),
    ...['POST', 'PUT'].flatMap((method) => [
      anyBody(method, 'sink', sink),
      anyBody(method, 'early', early),
    ]),
    ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].flatMap((method) => [
      anyBody(method, 'echo', echo),
      anyBody(method, 'marked/:mark', marked),
      anyBody(method, 'status/:code', status),
      anyBody(method, 'reset', reset),
    ]),
  ]
}
