import { Agent } from 'node:http'
import { call } from './open-loop.ts'
import type { Target } from './contender.ts'
import { smallToken, type SigningKeys } from './tokens.ts'

const AT_ONCE = 32

/** Signs that many different tokens; on all cores, through the pool of threads that Node has for it. */
export async function makeTokens(keys: SigningKeys, count: number): Promise<readonly string[]> {
  const tokens: string[] = []
  await inTurn(count, async (person) => {
    tokens.push(await smallToken(keys, person))
  })
  return tokens
}

/** Makes one call with each. @returns how many of them were not served */
export async function callWithEach(target: Target, tokens: readonly string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  let unserved = 0
  await inTurn(tokens.length, async (index) => {
    if (!(await call(agent, target, tokens[index] ?? '', index))) unserved += 1
  })
  agent.destroy()
  return unserved
}

async function inTurn(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) {
      next += 1
      await work(next - 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
