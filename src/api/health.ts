import { Router } from 'express'

/**
 * `GET /health`: is the process up and its database readable? Cheap enough for a probe every second,
 * and says nothing about tenants.
 */
export function createHealth(databaseAnswers: () => Promise<void>): Router {
  const router = Router()
  router.get('/health', (_req, res, next) => {
    databaseAnswers().then(
      () => res.set('cache-control', 'no-store').json({ status: 'ok' }),
      (cause: unknown) => {
        next(cause)
      },
    )
  })
  return router
}
