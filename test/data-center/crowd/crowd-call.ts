import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import type { PathParameters, Routed } from '../../site/http/route-table.ts'
import type { CrowdState } from './crowd-state.ts'

/** One call of an application that Crowd knows. */
export interface CrowdCall {
  readonly crowd: CrowdState
  readonly parameters: PathParameters
  readonly query: URLSearchParams
  readonly body: unknown
  /** REST root as the caller addressed it, for links. */
  readonly restUrl: string
}

export interface CrowdRoute extends Routed {
  serve(call: CrowdCall): Reply
}

/** Crowd's form of an error. */
export function crowdError(status: number, reason: string, message: string): Reply {
  return json(status, { reason, message })
}

export function unknownUser(name: string): Reply {
  return crowdError(404, 'USER_NOT_FOUND', `User <${name}> does not exist`)
}
