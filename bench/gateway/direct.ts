import { NOTHING, type Contender } from './contender.ts'

/** No proxy at all: more than this nobody can serve here. */
export const direct: Contender = {
  name: 'direct',
  upstream: 'http',
  deeds: NOTHING,
  missing: () => undefined,
  start: async ({ upstream, tokensFile }) => ({
    pid: undefined,
    ...{ origin: upstream.http, prefix: '', tokensFile, scheme: 'Bearer' },
  }),
}
