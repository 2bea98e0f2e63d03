import type { Installation } from '../site/install/installation.ts'
import type { Account } from '../site/people/account.ts'
import type { SiteWorld } from '../site/start-site.ts'
import { visit } from '../support/page-visitor.ts'

export interface Stage {
  readonly world: SiteWorld
  readonly jira: Installation
  /** Address of the gateway for the site. */
  readonly gateway: string
  readonly say: (line: string) => void
}

/** One call of the story: what is done, and what has to come of it. */
interface Scene {
  readonly title: string
  readonly run: () => Promise<string>
  readonly expected: RegExp
}

/** Makes the five calls of the demo. @returns how many went otherwise than they should */
export async function makeCalls(stage: Stage): Promise<number> {
  const { jira, world, say } = stage
  const { alice, admin } = world.site.people
  const asAlice = await visit(jira, alice).createToken({ name: 'demo: read' })
  const asApp = await visit(jira, admin).createToken({ name: 'demo: as the app', actsAs: 'app' })
  say(
    '4. Alice made a read token on the page "API access"; an admin made one that acts as the app\n',
  )

  const attachment = await attachNote(stage, alice)
  let faults = 0
  for (const scene of scenesOf(stage, asAlice, asApp, attachment)) {
    const outcome = await scene.run()
    const fine = scene.expected.test(outcome)
    if (!fine) faults += 1
    say(`   ${fine ? '✔' : '✘'} ${scene.title}\n     → ${outcome}`)
  }
  return faults
}

interface Token {
  readonly text: string
  readonly id: string
}

function scenesOf(stage: Stage, asAlice: Token, asApp: Token, attachment: string): Scene[] {
  const call = (token: Token, path: string, init: RequestInit = {}) =>
    fetch(stage.gateway + path, {
      ...init,
      headers: { authorization: `Bearer ${token.text}`, 'content-type': 'application/json' },
    })
  const whoAmI = async (token: Token) => {
    const answer = await call(token, '/rest/api/3/myself')
    const { displayName, accountType } = (await answer.json()) as Record<string, string>
    return `${String(answer.status)}, the product sees: ${String(displayName)} (${String(accountType)})`
  }
  const refused = async (answer: Response) => {
    const { code, title } = (await answer.json()) as Record<string, string>
    return `${String(answer.status)} ${String(code)}: ${String(title)}`
  }

  return [
    {
      title: 'as the user: GET /rest/api/3/myself',
      run: () => whoAmI(asAlice),
      expected: /^200, .*Alice.*\(atlassian\)$/,
    },
    {
      title: 'as the app: the same call with the other token',
      run: () => whoAmI(asApp),
      expected: /^200, .*\(app\)$/,
    },
    {
      title: 'a write with a token that may only read: POST /rest/api/3/issue',
      run: async () =>
        refused(await call(asAlice, '/rest/api/3/issue', { method: 'POST', body: '{}' })),
      expected: /^403 call\/read-only/,
    },
    {
      title:
        'a download: the product redirects to its media host, the gateway follows without credentials',
      run: async () => {
        const answer = await call(asAlice, `/rest/api/3/attachment/content/${attachment}`)
        return `${String(answer.status)}, "${await answer.text()}"`
      },
      expected: /^200, "Hello from the media host"$/,
    },
    {
      title: 'a token that Alice has just revoked',
      run: async () => {
        await visit(stage.jira, stage.world.site.people.alice).act(
          `tokens/${asAlice.id}/revoke`,
          {},
        )
        return refused(await call(asAlice, '/rest/api/3/myself'))
      },
      expected: /^401 credential\/revoked/,
    },
  ]
}

// Alice attaches a file in the product itself; Gatehouse has no part in that.
async function attachNote(stage: Stage, alice: Account): Promise<string> {
  const { site } = stage.world
  const authorization = `Basic ${Buffer.from(`${alice.email}:${alice.password}`).toString('base64')}`
  const created = await fetch(`${site.baseUrl}/rest/api/3/issue`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      fields: { project: { key: 'PROJ' }, issuetype: { name: 'Task' }, summary: 'A note' },
    }),
  })
  const { key } = (await created.json()) as { key: string }
  const form = new FormData()
  form.append('file', new Blob(['Hello from the media host']), 'note.txt')
  const attached = await fetch(`${site.baseUrl}/rest/api/3/issue/${key}/attachments`, {
    method: 'POST',
    headers: { authorization, 'x-atlassian-token': 'no-check' },
    body: form,
  })
  const [attachment] = (await attached.json()) as { id: string }[]
  return attachment?.id ?? ''
}
