import { Router } from 'express'

/**
 * `GET /health`: is the process up and its database readable? Cheap enough for a probe every second,
 * and says nothing about tenants. While rate limits cannot be counted, or the record of calls waits for its
 * table, it answers 200 all the same, as `degraded`: another process would do no better, and what is refused
 * for it says so itself.
 */
export function createHealth(deps: {
  readonly ping: () => Promise<void>
  readonly isCounting: () => boolean
  /** Whether calls come into the table of the audit log about as fast as they are made. */
  readonly isKeepingUp: () => boolean
  /** Which of several processes answers, and of which alone this is told. */
  readonly worker: number | undefined
}): Router {
  const router = Router()
  router.get('/health', (_req, res, next) => {
    deps.ping().then(
      () => {
        const [counts, keepsUp] = [deps.isCounting(), deps.isKeepingUp()]
        const { worker } = deps
        const told = {
          status: counts && keepsUp ? 'ok' : 'degraded',
          limits: counts ? 'ok' : 'failing',
          record: keepsUp ? 'ok' : 'behind',
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
