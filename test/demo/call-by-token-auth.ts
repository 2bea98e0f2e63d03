import { callSite, type DataCenterStage } from './data-center-stage.ts'
import { play, refused, type Played, type Scene } from './scene.ts'

const PREFIX = '/rest/token-auth/api'
/** The page that the stand-in has from the start. */
export const LISTED_PATH = `${PREFIX}/content/65537`
/** Confluence's own list has it, and no rule of the site's admin. */
const UNRULED_PATH = `${PREFIX}/user/current`
/** The other way round. */
const UNLISTED_PATH = `${PREFIX}/search?cql=space=DOCS`

/** A job of the company, as its identity provider describes it: Gatehouse reads the claim, Confluence `sub`. */
export async function reportToken(
  { idp, secrets }: DataCenterStage,
  lifeSeconds = 600,
): Promise<string> {
  const claims = { job: 'reports', wiki_user: 'svc-reports' }
  const token = await idp.token({ subject: 'svc-reports', claims, lifeSeconds })
  secrets.push(token)
  return token
}

/** A job calls with the token that it has anyway, by the prefix that Confluence keeps for tokens. */
export async function callByTokenAuth(stage: DataCenterStage): Promise<Played> {
  const job = { authorization: `JWT ${await reportToken(stage)}` }
  const scenes: Scene[] = [
    {
      title: `a job, with the token that it has anyway: GET ${LISTED_PATH}`,
      run: async () => {
        const answer = await callSite(stage, LISTED_PATH, job)
        if (answer.status !== 200) return refused(answer)
        const { title } = (await answer.json()) as { readonly title: string }
        // Who read it is what the product wrote down, not what the caller says.
        return `200, "${title}", read by ${stage.confluence.requests.at(-1)?.user ?? 'nobody'}`
      },
      expected: /^200, ".+", read by svc-reports$/,
    },
    {
      title: `what no rule here makes available: GET ${UNRULED_PATH}`,
      run: async () => refused(await callSite(stage, UNRULED_PATH, job)),
      expected: /^403 call\/not-available/,
    },
    {
      title: `what Confluence's own list lacks, which it answers with an empty 200: GET ${UNLISTED_PATH}`,
      run: async () => refused(await callSite(stage, UNLISTED_PATH, job)),
      expected: /^403 upstream\/not-allowlisted/,
    },
  ]
  return play(scenes, stage)
}
