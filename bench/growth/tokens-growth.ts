import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createTokenTable } from '../../src/db/token-table.ts'
import { NOT_MINE } from '../../src/identity/credential.ts'
import { newTokenText, tokenIdIn } from '../../src/identity/token-text.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import { aTenant } from '../../test/support/things.ts'
import { withDatabase, type BenchFile } from './bench-file.ts'
import type { Figures, Series } from './growth.ts'
import { manyApiTokens } from './many-api-tokens.ts'
import { spreadOfAll, timedEach } from './spread.ts'

/** Enough for percentiles; read within the five seconds for which memory answers. */
const ASKED = 2_000
/** How many come with calls at all; also so many uses are written at once then. */
const USED_MAX = 10_000

/** API tokens that Gatehouse issued: who comes with one, and writing down that it was used. */
export const tokensGrowth: Series = {
  name: 'tokens',
  title: 'Who comes with an API token, by tokens',
  of: 'tokens',
  sizes: () => [1, 1_000, 100_000, 1_000_000],
  units: {
    'from the table': 'µs',
    'from memory': 'µs',
    'no token of that id': 'µs',
    'the uses of up to 10 000, written': 'ms',
  },
  plotted: 'µs',
  measureAt: (size) => withDatabase((file) => measured(file, size)),
}

async function measured({ database, sealer }: BenchFile, size: number): Promise<Figures> {
  const tenant = aTenant({ clientKey: 'tokens' })
  const hashKey = new Secret('k'.repeat(32))
  const options = { known: USED_MAX, hashKey }
  const texts = await manyApiTokens(database, tenant.id, size, options)
  const store = createPolicyTable(database, sealer)
  const policies = createPolicyBook({ store, clock: systemClock, ids: systemIds })
  const tokens = createTokens({
    ...{ store: createTokenTable(database), hashKey, clock: systemClock, ids: systemIds },
    isAdmin: async () => true,
    idleDaysOf: async (id) => (await policies.read(id)).document.tokens.idleDays,
    log: createLog('warn'),
  })
  const comeWith = async (text: Secret) => {
    const principal = await tokens.authenticate({ scheme: 'bearer', token: text }, tenant)
    if (principal === NOT_MINE) throw new Error('an API token was taken for something else')
  }
  const asked = Array.from({ length: ASKED }, (_, at) => texts[at % texts.length]).flatMap(
    (text) => text ?? [],
  )

  // The first pass is for the compiler, and reads none of the rows that are measured first.
  for (const text of texts.slice(ASKED)) await comeWith(text)
  const cold = await timedEach(asked, (text) => {
    // Even the only one there is has to be read from the table each time.
    tokens.forget(tenant.id, tokenIdIn(text.reveal()) ?? '')
    return comeWith(text)
  })
  await timedEach(asked, comeWith)
  const warm = await timedEach(asked, comeWith)
  const ofNobody = asked.map(() => newTokenText(systemIds).text)
  const before = performance.now()
  await tokens.flush()
  return {
    'from the table': cold,
    'from memory': warm,
    'the uses of up to 10 000, written': spreadOfAll([performance.now() - before]),
    'no token of that id': await timedEach(ofNobody, (text) => comeWith(text).catch(refusalIn)),
  }
}

function refusalIn(failure: unknown): void {
  if (!(failure instanceof Refusal)) throw failure
}
