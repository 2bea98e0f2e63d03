import type { CookieConfig, CrowdSession, Factors } from '../identity/sign-on/crowd.ts'
import type { Secret } from '../lib/secret.ts'
import { parseCookieConfig, parseGroups, parseSession } from './crowd-answers.ts'
import type { CrowdAnswer, CrowdRequest } from './crowd-exchange.ts'
import { crowdUnavailable } from './crowd-fault.ts'
import type { CrowdLimits } from './limits.ts'

/** A Crowd while it is asked something: every question is one or more requests to it. */
export interface AskedCrowd {
  readonly host: string
  readonly limits: CrowdLimits
  send(request: CrowdRequest): Promise<CrowdAnswer>
}

const PAGE_GROUPS = 1_000
/** Who is in more groups is refused: a part of them would pass for all. */
const PAGES_MAX = 20

/**
 * Crowd's REST resources, "Validate session": `POST /session/{token}` with factors. Its GET gives the
 * user without looking at any factor, so that a stolen token would count from everywhere.
 */
export async function validateSession(
  crowd: AskedCrowd,
  token: Secret,
  factors: Factors,
): Promise<CrowdSession | undefined> {
  const answer = await crowd.send({
    method: 'POST',
    target: sessionTarget(token),
    body: { validationFactors: factorList(factors) },
    bytesMax: crowd.limits.answerBytesMax,
  })
  if (answer.kind === 'none') return undefined
  const session = answer.kind === 'value' ? parseSession(answer.value) : undefined
  if (session === undefined) throw unclear(crowd, 'its answer names no user')
  return session === 'inactive' ? undefined : session
}

/** `DELETE /session/{token}`: 204, and 404 where there is none. */
export async function endSession(crowd: AskedCrowd, token: Secret): Promise<void> {
  const bytesMax = crowd.limits.answerBytesMax
  const answer = await crowd.send({ method: 'DELETE', target: sessionTarget(token), bytesMax })
  if (answer.kind === 'value') throw unclear(crowd, 'it does not say that the session has ended')
}

/** `GET /config/cookie`. */
export async function readCookieConfig(crowd: AskedCrowd): Promise<CookieConfig> {
  const bytesMax = crowd.limits.answerBytesMax
  const answer = await crowd.send({ method: 'GET', target: '/config/cookie', bytesMax })
  const config = answer.kind === 'value' ? parseCookieConfig(answer.value) : undefined
  if (config === undefined) throw unclear(crowd, 'its answer describes no cookie')
  return config
}

/** `GET /user/group/nested`, in pages; undefined for a user that Crowd does not know. */
export async function readNestedGroups(
  crowd: AskedCrowd,
  userName: string,
): Promise<readonly string[] | undefined> {
  const found = new Set<string>()
  const user = encodeURIComponent(userName)
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const range = `start-index=${page * PAGE_GROUPS}&max-results=${PAGE_GROUPS}`
    const target = `/user/group/nested?username=${user}&${range}`
    const answer = await crowd.send({
      method: 'GET',
      target,
      bytesMax: crowd.limits.groupsBytesMax,
    })
    if (answer.kind === 'none') return undefined
    const names = groupsOf(crowd, answer)
    const known = found.size
    for (const name of names) found.add(name)
    if (names.length < PAGE_GROUPS) return [...found]
    // Whoever does not count pages would tell the first of them for ever.
    if (found.size === known) throw unclear(crowd, 'a page of groups has nothing new')
  }
  throw unclear(crowd, `the user is in more than ${PAGES_MAX * PAGE_GROUPS} groups`)
}

/**
 * `POST /search?entity-type=group` with a restriction in JSON, which needs no escaping as Crowd's query
 * language would.
 */
export async function findGroups(
  crowd: AskedCrowd,
  text: string,
  max: number,
): Promise<readonly string[]> {
  const answer = await crowd.send({
    method: 'POST',
    target: `/search?entity-type=group&start-index=0&max-results=${max}`,
    body: {
      'restriction-type': 'property-search-restriction',
      property: { name: 'name', type: 'STRING' },
      'match-mode': 'CONTAINS',
      value: text,
    },
    bytesMax: crowd.limits.groupsBytesMax,
  })
  return groupsOf(crowd, answer).slice(0, max)
}

// Encoded although the pattern leaves nothing to encode: no single check stands between a cookie and a path.
function sessionTarget(token: Secret): string {
  return `/session/${encodeURIComponent(token.reveal())}`
}

function factorList({ remoteAddress, forwardedFor }: Factors): readonly object[] {
  const remote = { name: 'remote_address', value: remoteAddress }
  if (forwardedFor === undefined || forwardedFor === remoteAddress) return [remote]
  return [remote, { name: 'X-Forwarded-For', value: forwardedFor }]
}

function groupsOf(crowd: AskedCrowd, answer: CrowdAnswer): readonly string[] {
  const names = answer.kind === 'value' ? parseGroups(answer.value) : undefined
  if (names === undefined) throw unclear(crowd, 'its answer lists no groups')
  return names
}

function unclear({ host }: AskedCrowd, reason: string): Error {
  return crowdUnavailable(host, reason)
}
