import { tokenIdIn } from '../../src/identity/token-text.ts'
import { manage } from './manage.ts'
import type { Stage } from './scene.ts'

/** What an admin learns from the id that a refused caller was told. */
export async function whyRefused(stage: Stage, answer: Response): Promise<string> {
  const { requestId } = (await answer.json()) as { readonly requestId: string }
  const { now } = (await ask(stage, '', { id: requestId })) as {
    readonly now: {
      readonly code: string
      readonly lookedAt: readonly { readonly name: string; readonly decides: boolean }[]
    }
  }
  const decider = now.lookedAt.find(({ decides }) => decides)
  return `${String(answer.status)} ${now.code} by “${decider?.name ?? ''}”, of ${String(now.lookedAt.length)} rules looked at`
}

/** How much of the whole catalogue a token may do. */
export async function whatItCanDo(stage: Stage, token: string): Promise<string> {
  const caller = { token: tokenIdIn(token) }
  const { operations } = (await ask(stage, '/catalogue', { caller })) as {
    readonly operations: readonly { readonly answer: string }[]
  }
  const count = (wanted: string) => operations.filter(({ answer }) => answer === wanted).length
  return `${String(count('allowed'))} operations allowed, ${String(count('denied'))} denied`
}

async function ask(stage: Stage, path: string, question: object): Promise<unknown> {
  const answer = await manage(stage, 'POST', `/policy/explain${path}`, JSON.stringify(question))
  return answer.json()
}
