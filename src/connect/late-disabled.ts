import type { Request, Response } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { CALLBACK, passGate } from './gate.ts'
import type { ReadJson } from './json-body.ts'
import { parseLifecycle } from './lifecycle-body.ts'
import { carriesToken } from './presented-token.ts'
import type { SignedRequestDeps } from './signed-request.ts'

/**
 * Whether a `disabled` is about a tenant that is uninstalled already. The two are sent in parallel,
 * so it may come second: without a token (Atlassian's AC-2561), or with one that nothing can check
 * any more. There is nothing left to disable, so the sender is told that it is so and no error is
 * booked against the app; what anybody can learn from it is that a client key is gone.
 */
export async function comesTooLate(
  req: Request,
  res: Response,
  deps: Pick<SignedRequestDeps, 'product' | 'app' | 'directory' | 'clock'> & {
    readonly readJson: ReadJson
  },
): Promise<boolean> {
  const clientKey = carriesToken(req)
    ? passGate(req, CALLBACK, deps.app, deps.clock).claims.iss
    : await clientKeyNamed(req, res, deps)
  if (clientKey === undefined) return false
  return deps.directory.byClientKey(deps.product, clientKey)?.status === 'uninstalled'
}

async function clientKeyNamed(
  req: Request,
  res: Response,
  deps: Pick<SignedRequestDeps, 'product' | 'app'> & { readonly readJson: ReadJson },
): Promise<string | undefined> {
  try {
    const { value } = await deps.readJson(req, res)
    return parseLifecycle(value, 'disabled', deps).clientKey
  } catch (error) {
    if (error instanceof Refusal) return undefined // Then it is just a call without a token.
    throw error
  }
}
