import { Refusal } from '../../lib/refusal.ts'

/** The product is asked about so many accounts at most, and for so long, in milliseconds. */
const ACCOUNTS_MAX = 50
const ASKING_MS = 10_000

/** A question about an account, put once for each; undefined where it is not answered. */
export type Asked<T> = (accountId: string) => Promise<T | undefined>

/**
 * Questions that a replay puts to the product, bounded all together. What stays open is no failure of the
 * replay: it says of the calls that hang on it that nobody can say.
 * @param now milliseconds of any clock that only goes forward
 */
export function boundedAsking(
  now: () => number,
): <T>(ask: (accountId: string) => Promise<T>) => Asked<T> {
  const accounts = new Set<string>()
  const until = now() + ASKING_MS
  return (ask) => {
    const answers = new Map<string, Awaited<ReturnType<typeof ask>> | undefined>()
    return async (accountId) => {
      if (answers.has(accountId)) return answers.get(accountId)
      const isNew = !accounts.has(accountId)
      if (now() > until || (isNew && accounts.size >= ACCOUNTS_MAX)) return undefined
      accounts.add(accountId)
      const answer = await answered(ask(accountId))
      answers.set(accountId, answer)
      return answer
    }
  }
}

async function answered<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined
    throw thrown
  }
}
