import type { Idp } from '../idp/start-idp.ts'
import type { Confluence } from '../data-center/start-confluence.ts'
import type { Crowd } from '../data-center/start-crowd.ts'
import type { Managed } from './manage.ts'
import type { Narrator } from './scene.ts'

/** Where Jane sits, as a proxy in front of Gatehouse says; and where somebody else does. */
export const OFFICE = '203.0.113.7'
export const ELSEWHERE = '198.51.100.9'

/** What all calls of the story of Data Center are made on. */
export interface DataCenterStage extends Narrator, Managed {
  readonly crowd: Crowd
  readonly confluence: Confluence
  readonly idp: Idp
  /** What stands in front of a path of Confluence, for callers of the gateway. */
  readonly siteUrl: string
  /** How many requests the gateway had. */
  calls: number
  /** All that nobody may find in the record. */
  readonly secrets: string[]
}

export type CallHeaders = Readonly<Record<string, string>>

/** Calls the gateway, as if through a proxy that is trusted. */
export function callSite(
  stage: DataCenterStage,
  path: string,
  headers: CallHeaders,
  init: RequestInit = {},
): Promise<Response> {
  stage.calls += 1
  const all = { 'x-forwarded-for': OFFICE, 'content-type': 'application/json', ...headers }
  return fetch(stage.siteUrl + path, { ...init, headers: all })
}

/** Who was served, by the word of Confluence's current user. */
export async function servedUser(answer: Response): Promise<string> {
  const { username } = (await answer.json()) as { readonly username: string }
  return `${String(answer.status)}, Confluence sees: ${username}`
}
