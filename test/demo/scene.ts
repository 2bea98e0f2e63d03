import type { Installation } from '../site/install/installation.ts'
import type { SiteWorld } from '../site/start-site.ts'
import type { Note } from './attach-note.ts'
import type { Managed } from './manage.ts'

/** Where somebody narrates. */
export interface Narrator {
  readonly say: (line: string) => void
}

/** What all calls of the story are made on. */
export interface Stage extends Narrator, Managed {
  readonly world: SiteWorld
  readonly jira: Installation
  /** Address of the gateway for the site. */
  readonly gateway: string
  readonly note: Note
}

/** One call of the story: what is done, and what has to come of it. */
export interface Scene {
  readonly title: string
  readonly run: () => Promise<string>
  readonly expected: RegExp
}

export interface Played {
  readonly calls: number
  /** How many of them went otherwise than they should. */
  readonly faults: number
}

export async function play(scenes: readonly Scene[], { say }: Narrator): Promise<Played> {
  let faults = 0
  for (const scene of scenes) {
    const outcome = await scene.run()
    const fine = scene.expected.test(outcome)
    if (!fine) faults += 1
    say(`   ${fine ? '✔' : '✘'} ${scene.title}\n     → ${outcome}`)
  }
  return { calls: scenes.length, faults }
}

/** What came of all that was played. @param what was played, in the plural */
export function verdictOn(
  played: readonly Played[],
  what: string,
): { readonly faults: number; readonly verdict: string } {
  const sum = (of: 'calls' | 'faults') => played.reduce((total, each) => total + each[of], 0)
  const faults = sum('faults')
  const outcome = faults === 0 ? 'all as they should be' : `${String(faults)} wrong`
  return { faults, verdict: `${String(sum('calls'))} ${what}, ${outcome}.` }
}

/** Calls the gateway as a program would. */
export function callAs(stage: Stage, token: string, path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(stage.gateway + path, { ...init, headers })
}

export async function whoAmI(stage: Stage, token: string): Promise<string> {
  const answer = await callAs(stage, token, '/rest/api/3/myself')
  if (answer.status !== 200) return refused(answer)
  const { displayName, accountType } = (await answer.json()) as Record<string, string>
  return `200, the product sees: ${String(displayName)} (${String(accountType)})`
}

export async function refused(answer: Response): Promise<string> {
  const { code, title } = (await answer.json()) as Record<string, string>
  return `${String(answer.status)} ${String(code)}: ${String(title)}`
}
