import { Router } from 'express'

/**
 * `GET /health`: is the process up and its database readable? Cheap enough for a probe every second,
 * and says nothing about tenants. While rate limits cannot be counted it answers 200 all the same, as
 * `degraded`: another process would not count better, and what is refused for it says so itself.
 */
export function createHealth(deps: {
  readonly ping: () => Promise<void>
  readonly isCounting: () => boolean
  /** Which of several processes answers, and of which alone this is told. */
  readonly worker: number | undefined
}): Router {
  const router = Router()
  router.get('/health', (_req, res, next) => {
    deps.ping().then(
      () => {
        const counts = deps.isCounting()
        const { worker } = deps
        const told = {
          status: counts ? 'ok' : 'degraded',
          limits: counts ? 'ok' : 'failing',
          ...(worker === undefined ? {} : { worker }),
        }
        res.set('cache-control', 'no-store').json(told)
      },
      (cause: unknown) => {
        next(cause)
      },
    )
  })
  return router
}
