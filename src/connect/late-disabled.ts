import type { Request, Response } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { CALLBACK, passGate } from './gate.ts'
import { createReadJson } from './json-body.ts'
import { parseLifecycle } from './lifecycle-body.ts'
import { carriesToken } from './presented-token.ts'
import type { SignedRequestDeps } from './signed-request.ts'

// Anybody may send this body, so it gets little room and little time; Atlassian's is below 2 kB.
const readUnsigned = createReadJson(4 * 1024, 3_000)

/**
 * Whether a `disabled` is about a tenant that is uninstalled already. The two are sent in parallel,
 * so it may come second: without a token (Atlassian's AC-2561), or with one that nothing can check
 * any more. There is nothing left to disable, so the sender is told that it is so and no error is
 * booked against the app; what anybody can learn from it is that a client key is gone.
 */
export async function comesTooLate(
  req: Request,
  res: Response,
  deps: Pick<SignedRequestDeps, 'product' | 'app' | 'directory' | 'clock'>,
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
  deps: Pick<SignedRequestDeps, 'product' | 'app'>,
): Promise<string | undefined> {
  try {
    const { value } = await readUnsigned(req, res)
    return parseLifecycle(value, 'disabled', deps).clientKey
  } catch (error) {
    if (error instanceof Refusal) return undefined // Then it is just a call without a token.
    throw error
  }
}
