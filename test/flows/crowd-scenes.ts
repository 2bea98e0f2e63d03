import { asRefusal, problemOf } from '../../src/lib/problem.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createCrowdClient } from '../../src/upstream/crowd-client.ts'
import { startSmallServer } from '../gateway/world/small-server.ts'
import { crowdSite, HERE, serve, TOKEN } from '../upstream/crowd-things.ts'

/** What the client of a Crowd refuses with, told as a door would. */
export function crowdScenes() {
  const answered = async (status: number): Promise<Response> => {
    const server = await startSmallServer()
    const crowd = createCrowdClient({ clock: systemClock, allowHttp: true })
    serve(server, {}, status)
    const thrown = await crowd
      .validate(crowdSite(server), TOKEN, HERE)
      .catch((cause: unknown) => cause)
    await Promise.all([crowd.close(), server.close()])
    const problem = problemOf(asRefusal(thrown), 'a-scene')
    return new Response(JSON.stringify(problem), { status: problem.status })
  }
  return {
    'crowd/unavailable': () => answered(500),
    'crowd/app-refused': () => answered(401),
  }
}
