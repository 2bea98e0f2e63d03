import { starterSets } from '../../src/policy/starter-sets.ts'
import { visit } from '../support/page-visitor.ts'
import { changePolicy } from './manage.ts'
import { whatItCanDo, whyRefused } from './ask-why.ts'
import { callAs, play, refused, whoAmI, type Played, type Scene, type Stage } from './scene.ts'

const MYSELF = '/rest/api/3/myself'

/** One call before anything is available, and the admin's answer to it. */
export async function openTheProduct(stage: Stage): Promise<Played> {
  const { alice } = stage.world.site.people
  const { text } = await visit(stage.jira, alice).createToken({ name: 'demo: too early' })
  const early: Scene = {
    title: 'a good token, and no rule yet that makes anything available',
    run: () => whoAmI(stage, text),
    expected: /^403 call\/not-available/,
  }
  const played = await play([early], stage)
  await changePolicy(stage, { resources: starterSets('jira').find(isEverything)?.rules })
  stage.say('\n   An admin adds the starter set "Everything"\n')
  return played
}

/** Calls under rules that an admin has made since. */
export async function makeRuledCalls(stage: Stage): Promise<Played> {
  const { alice } = stage.world.site.people
  const wish = { name: 'demo: write', access: 'write' } as const
  const { text } = await visit(stage.jira, alice).createToken(wish)
  const [everything] = starterSets('jira').find(isEverything)?.rules ?? []
  const noDeletes = { id: 'no-deletes', name: 'Never delete', state: 'on', effect: 'deny' }
  const limit = { id: 'per-token', name: 'Two a minute', state: 'on', per: 'credential' }
  await changePolicy(stage, {
    resources: [everything, { ...noDeletes, methods: ['DELETE'], path: '/**' }],
    limits: { rules: [{ ...limit, points: 2, seconds: 60 }], readsWhenBroken: 'refused' },
  })
  stage.say('\n6. An admin denies deletions, and lets each token make two calls a minute\n')
  const played = await play(scenesOf(stage, text), stage)
  await changePolicy(stage, { limits: { rules: [], readsWhenBroken: 'refused' } })
  return played
}

function scenesOf(stage: Stage, token: string): Scene[] {
  const issue = `/rest/api/3/issue/${stage.note.issue}`
  return [
    {
      title: `a token that may write deletes: DELETE ${issue}`,
      run: async () => refused(await callAs(stage, token, issue, { method: 'DELETE' })),
      expected: /^403 call\/denied/,
    },
    {
      title: 'the admin asks why, with the id that a refused caller is told',
      run: async () => whyRefused(stage, await callAs(stage, token, issue, { method: 'DELETE' })),
      expected: /^403 call\/denied by “Never delete”/,
    },
    {
      title: 'what that token can do at all, by the same rules',
      run: () => whatItCanDo(stage, token),
      expected: /^\d{3} operations? allowed, \d+ denied/,
    },
    {
      title: 'two calls within the limit, and what is left of it',
      run: async () => {
        await callAs(stage, token, MYSELF)
        const answer = await callAs(stage, token, MYSELF)
        return `${String(answer.status)}, RateLimit: ${String(answer.headers.get('ratelimit'))}`
      },
      expected: /^200, RateLimit: "per-token";r=0;t=\d+$/,
    },
    {
      title: 'the third',
      run: async () => refused(await callAs(stage, token, MYSELF)),
      expected: /^429 limit\/exceeded/,
    },
  ]
}

function isEverything({ id }: { readonly id: string }): boolean {
  return id === 'everything'
}
