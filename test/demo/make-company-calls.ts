import type { Idp } from '../idp/start-idp.ts'
import { callAs, play, refused, whoAmI, type Played, type Scene, type Stage } from './scene.ts'
import { ALICE_AT_THE_COMPANY, trustCompany } from './trust-company.ts'

/** A job of the company's CI, as its identity provider describes it. */
const JOB = {
  subject: 'repo:acme/shop:environment:production',
  claims: { repository: 'acme/shop', ref: 'refs/heads/main', environment: 'production' },
}

/** Five calls with tokens of the company's own identity provider: no Atlassian secret, none of Gatehouse. */
export async function makeCompanyCalls(stage: Stage, idp: Idp): Promise<Played> {
  await trustCompany(stage, idp)
  stage.say(
    `\n5. The company's identity provider is up: ${idp.issuer} (OpenID Connect)
   An admin trusts it: CI jobs of acme's main branches read as the app, staff acts as who they are;
   and linked ${ALICE_AT_THE_COMPANY} to Alice's account\n`,
  )
  return play(await scenesOf(stage, idp), stage)
}

/** For pasting; lives as long as somebody may look around. */
export function jobToken(idp: Idp): Promise<string> {
  return idp.token({ ...JOB, lifeSeconds: 8 * 3600 })
}

async function scenesOf(stage: Stage, idp: Idp): Promise<Scene[]> {
  const ci = await idp.token({ ...JOB, alg: 'ES256' })
  const fork = await idp.token({ ...JOB, claims: { ...JOB.claims, ref: 'refs/pull/7/merge' } })
  const claims = { groups: ['staff'] }
  const alice = await idp.token({ subject: ALICE_AT_THE_COMPANY, claims })
  const newcomer = await idp.token({ subject: 'new@company.example', claims })
  const issue = `/rest/api/3/issue/${stage.note.issue}`
  return [
    {
      title: `a CI job, with the token that it has anyway: GET ${issue}`,
      run: () => readIssue(stage, ci, issue),
      expected: /^200, "A note", read by .* \(app\)$/,
    },
    {
      title: 'the same job writes, which its rule does not allow',
      run: async () => refused(await callAs(stage, ci, issue, { method: 'PUT', body: '{}' })),
      expected: /^403 call\/read-only/,
    },
    {
      title: 'the same job from a pull request, which no rule admits',
      run: async () => refused(await callAs(stage, fork, issue)),
      expected: /^403 token\/no-rule/,
    },
    {
      title: 'Alice, signed in at her company: GET /rest/api/3/myself',
      run: () => whoAmI(stage, alice),
      expected: /^200, .*Alice.*\(atlassian\)$/,
    },
    {
      title: 'a colleague whom nobody has linked yet',
      run: () => whoAmI(stage, newcomer),
      expected: /^403 account\/unlinked/,
    },
  ]
}

// Who read it is what the product wrote down, not what the caller says.
async function readIssue(stage: Stage, token: string, path: string): Promise<string> {
  const answer = await callAs(stage, token, path)
  if (answer.status !== 200) return refused(answer)
  const { fields } = (await answer.json()) as { readonly fields: { readonly summary: string } }
  const by = stage.world.log.calls({ server: 'site', path }).at(-1)?.credential
  const reader = by === 'app-jwt' ? 'Gatehouse (app)' : String(by)
  return `200, "${fields.summary}", read by ${reader}`
}
