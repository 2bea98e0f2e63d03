import { visit } from '../support/page-visitor.ts'
import { callAs, play, refused, whoAmI, type Played, type Scene, type Stage } from './scene.ts'

/** Five calls with tokens that Gatehouse issued. */
export async function makeCalls(stage: Stage): Promise<Played> {
  const { jira, world, say } = stage
  const { alice, admin } = world.site.people
  const asAlice = await visit(jira, alice).createToken({ name: 'demo: read' })
  const asApp = await visit(jira, admin).createToken({ name: 'demo: as the app', actsAs: 'app' })
  say(
    '4. Alice made a read token on the page "API access"; an admin made one that acts as the app\n',
  )
  return play(scenesOf(stage, asAlice, asApp.text), stage)
}

interface Token {
  readonly text: string
  readonly id: string
}

function scenesOf(stage: Stage, asAlice: Token, asApp: string): Scene[] {
  const { text } = asAlice
  return [
    {
      title: 'as the user: GET /rest/api/3/myself',
      run: () => whoAmI(stage, text),
      expected: /^200, .*Alice.*\(atlassian\)$/,
    },
    {
      title: 'as the app: the same call with the other token',
      run: () => whoAmI(stage, asApp),
      expected: /^200, .*\(app\)$/,
    },
    {
      title: 'a write with a token that may only read: POST /rest/api/3/issue',
      run: async () =>
        refused(await callAs(stage, text, '/rest/api/3/issue', { method: 'POST', body: '{}' })),
      expected: /^403 call\/read-only/,
    },
    {
      title:
        'a download: the product redirects to its media host, the gateway follows without credentials',
      run: async () => {
        const path = `/rest/api/3/attachment/content/${stage.note.attachment}`
        const answer = await callAs(stage, text, path)
        return `${String(answer.status)}, "${await answer.text()}"`
      },
      expected: /^200, "Hello from the media host"$/,
    },
    {
      title: 'a token that Alice has just revoked',
      run: async () => {
        const { alice } = stage.world.site.people
        await visit(stage.jira, alice).act(`tokens/${asAlice.id}/revoke`, {})
        return refused(await callAs(stage, text, '/rest/api/3/myself'))
      },
      expected: /^401 credential\/revoked/,
    },
  ]
}
