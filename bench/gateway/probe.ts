import { readFileSync } from 'node:fs'
import { credentialHeaders, type Contender, type Running } from './contender.ts'

const PATH = '/rest/api/3/issue/ABC-123'

/**
 * Calls once as the load will, and once with an end that is wrong: a contender that serves all or
 * nobody would be fast, too.
 * @throws Error when one of the answers is not what it has to be
 */
export async function probe({ name, deeds }: Contender, running: Running): Promise<void> {
  const token = readFileSync(running.tokensFile, 'utf8').split('\n')[0] ?? ''
  const good = await call(running, token)
  if (good.status !== 200 || !good.text.includes('"key":"ABC-123"')) {
    throw new Error(`${name} answered ${good.status} ${good.text.slice(0, 300)}`)
  }
  if (deeds.token === '–') return
  // Not the last character: part of it may be padding.
  const forged = `${token.slice(0, -9)}${token.slice(-9, -8) === 'A' ? 'B' : 'A'}${token.slice(-8)}`
  const { status } = await call(running, forged)
  if (status < 400 || status >= 500) {
    throw new Error(`${name} answered ${status} to a forged token`)
  }
}

async function call(running: Running, token: string) {
  const { origin, prefix } = running
  const headers = credentialHeaders(running, token)
  const answer = await fetch(`${origin}${prefix}${PATH}`, { headers, redirect: 'manual' })
  return { status: answer.status, text: await answer.text() }
}
