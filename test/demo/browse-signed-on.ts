import type { CrowdRequest } from '../data-center/crowd/crowd-state.ts'
import {
  callSite,
  ELSEWHERE,
  OFFICE,
  servedUser,
  type CallHeaders,
  type DataCenterStage,
} from './data-center-stage.ts'
import { play, refused, type Played, type Scene } from './scene.ts'

const CURRENT = '/rest/api/user/current'
const SESSION = '/gatehouse/session'
const PAGE = JSON.stringify({ type: 'page', title: 'Hello', space: { key: 'DOCS' } })

/** Jane signs on at Crowd. @returns what her browser sends from then on */
export function signOnJane({ crowd, secrets }: DataCenterStage): CallHeaders {
  const token = crowd.signIn('jane', { remoteAddress: OFFICE })
  secrets.push(token)
  return { cookie: `crowd.token_key=${token}` }
}

/** A browser reads and writes with nothing but the cookie of its sign-on. */
export function browseSignedOn(stage: DataCenterStage, jane: CallHeaders): Promise<Played> {
  const scenes: Scene[] = [
    {
      title: `Jane's browser, with the cookie: GET ${CURRENT}`,
      run: async () => {
        const answer = await callSite(stage, CURRENT, jane)
        if (answer.status !== 200) return refused(answer)
        const handedOut = answer.headers.getSetCookie().length
        return `${await servedUser(answer)}; cookies handed out: ${String(handedOut)}`
      },
      expected: /^200, Confluence sees: jane; cookies handed out: 0$/,
    },
    {
      title: `the same cookie from ${ELSEWHERE}; Crowd made it for ${OFFICE}`,
      run: async () =>
        refused(await callSite(stage, CURRENT, { ...jane, 'x-forwarded-for': ELSEWHERE })),
      expected: /^401 credential\/invalid/,
    },
    {
      title: 'a write that any page on the web could make her browser send: POST /rest/api/content',
      run: async () => refused(await writePage(stage, jane)),
      expected: /^403 request\/cross-site/,
    },
    {
      title: `the same from a page of Gatehouse's origin, with the token that GET ${SESSION} gave it`,
      run: async () => {
        const answer = await writePage(stage, await asOwnPage(stage, jane))
        if (answer.status !== 200) return refused(answer)
        const { id, title } = (await answer.json()) as Record<string, string>
        return `200, page ${String(id)} "${String(title)}"`
      },
      expected: /^200, page \d+ "Hello"$/,
    },
  ]
  return play(scenes, stage)
}

/** Jane signs out: here, at Confluence and at Crowd. */
export function signOutJane(stage: DataCenterStage, jane: CallHeaders): Promise<Played> {
  const scenes: Scene[] = [
    {
      title: `Jane signs out: DELETE ${SESSION}`,
      run: async () => {
        const headers = await asOwnPage(stage, jane)
        const { status } = await callSite(stage, SESSION, headers, { method: 'DELETE' })
        const toldCrowd = stage.crowd.requests.some(isSignOut)
        return `${String(status)}, Crowd ${toldCrowd ? 'has ended her session' : 'was not told'}`
      },
      expected: /^204, Crowd has ended her session$/,
    },
    {
      title: `her cookie after that: GET ${CURRENT}`,
      run: async () => refused(await callSite(stage, CURRENT, jane)),
      expected: /^401 credential\/invalid/,
    },
  ]
  return play(scenes, stage)
}

/** What a page of Gatehouse's own origin adds to the cookie when it writes. */
async function asOwnPage(stage: DataCenterStage, jane: CallHeaders): Promise<CallHeaders> {
  const session = await callSite(stage, SESSION, jane)
  const { csrfToken } = (await session.json()) as { readonly csrfToken: string }
  stage.secrets.push(csrfToken)
  return { ...jane, origin: stage.url, 'gatehouse-csrf-token': csrfToken }
}

// By Gatehouse itself; the products are applications of their own.
function isSignOut({ method, url, application }: CrowdRequest): boolean {
  return method === 'DELETE' && url.includes('/session/') && application === 'gatehouse'
}

function writePage(stage: DataCenterStage, headers: CallHeaders): Promise<Response> {
  return callSite(stage, '/rest/api/content', headers, { method: 'POST', body: PAGE })
}
