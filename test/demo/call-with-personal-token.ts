import { callSite, servedUser, type DataCenterStage } from './data-center-stage.ts'
import { changeSwitches } from './rule-site.ts'
import { play, refused, type Played, type Scene } from './scene.ts'

const CURRENT = '/rest/api/user/current'

/** Jane makes a personal access token in Confluence itself. */
export function personalToken({ confluence, secrets }: DataCenterStage): string {
  const token = confluence.addAccessToken('jane')
  secrets.push(token)
  return token
}

/** A personal access token, before and after an admin has them passed on. */
export async function callWithPersonalToken(stage: DataCenterStage): Promise<Played> {
  const jane = { authorization: `Bearer ${personalToken(stage)}` }
  const scenes: Scene[] = [
    {
      title: `a personal access token of Confluence, which the site does not take: GET ${CURRENT}`,
      run: async () => refused(await callSite(stage, CURRENT, jane)),
      expected: /^401 credential\/invalid/,
    },
    {
      title: 'an admin switches bearerPassThrough on, and it goes to Confluence unchanged',
      run: async () => {
        await changeSwitches(stage, { bearerPassThrough: true })
        const answer = await callSite(stage, CURRENT, jane)
        return answer.status === 200 ? servedUser(answer) : refused(answer)
      },
      expected: /^200, Confluence sees: jane$/,
    },
  ]
  return play(scenes, stage)
}
