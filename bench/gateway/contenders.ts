import { ace } from './ace.ts'
import { apache } from './apache.ts'
import type { Contender } from './contender.ts'
import { direct } from './direct.ts'
import { gatehouse, gatehouseDataCenter } from './gatehouse.ts'
import { haproxy } from './haproxy.ts'
import { nginx } from './nginx.ts'
import { nodePeer, PASSES_ON, VERIFIES } from './node-peer.ts'

const OF_EXPRESS = ['express', 'http-proxy-middleware', 'jsonwebtoken']

const CONTENDERS: readonly Contender[] = [
  direct,
  nginx('nginx', 'http'),
  haproxy('haproxy', { logs: false, scheme: 'http' }),
  haproxy('haproxy log', { logs: true, scheme: 'http' }),
  apache,
  nodePeer('node', PASSES_ON, ['undici']),
  nodePeer('fastify', VERIFIES, ['fastify', '@fastify/http-proxy', '@fastify/jwt']),
  nodePeer('express', VERIFIES, OF_EXPRESS),
  // As the manual of jsonwebtoken has it: the key as a text, which is read anew for each call.
  nodePeer('express pem', VERIFIES, OF_EXPRESS, { KEY_AS: 'pem' }),
  ace,
  gatehouse('gatehouse', 'http'),
  gatehouseDataCenter('gatehouse data center'),
  nginx('nginx https', 'https'),
  haproxy('haproxy https', { logs: true, scheme: 'https' }),
  gatehouse('gatehouse https', 'https'),
]

/**
 * Those whose names are given, all of them without a name; a hyphen stands for a space.
 * @throws Error for a name that nobody has
 */
export function chosen(names: readonly string[]): readonly Contender[] {
  const wanted = names.map((name) => name.trim().replaceAll('-', ' '))
  const unknown = wanted.filter((name) => !CONTENDERS.some((each) => each.name === name))
  if (unknown.length > 0) {
    const known = CONTENDERS.map(({ name }) => name).join(', ')
    throw new Error(`nobody is called ${unknown.join(', ')}; there are ${known}`)
  }
  return wanted.length === 0 ? CONTENDERS : CONTENDERS.filter(({ name }) => wanted.includes(name))
}
