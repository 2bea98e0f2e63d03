import type { Bypass } from '../../../policy/bypass.ts'
import { impactOfBypasses } from '../../../policy/impact-of-bypasses.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import type { ProductWords } from '../../product-words.ts'
import { answerTo } from '../ask-first.ts'
import { methodsWords } from './rule-words.ts'

interface BypassCard {
  readonly id: string
  readonly name: string
  readonly status: { readonly word: string; readonly tone: string }
  readonly methods: string
  readonly path: string
  readonly networks: readonly string[]
  readonly ownerAccountId: string
  readonly reason: string
  readonly ends: Moment
  readonly endsLabel: 'Ends' | 'Ended'
  readonly hits: string
  /** Calls go past the rules by it now. */
  readonly isLive: boolean
  /** It was ended by hand, before its time. */
  readonly mayResume: boolean
  readonly action: string
  /** What is told before it is ended, and before it is removed. */
  readonly ending: Told
  readonly removal: Told
}

interface Told {
  readonly loses: readonly string[]
  /** Names what is told. */
  readonly answer: string
}

export interface BypassListModel {
  readonly bypasses: readonly BypassCard[]
  readonly isEmpty: boolean
  readonly count: string
  readonly addAction: string
  readonly productName: string
  readonly personPath: string
}

/** What bypasses are shown with. */
interface BypassView {
  /** How often each was taken in 30 days, by its id. */
  readonly hits: ReadonlyMap<string, number>
  readonly now: number
  readonly actions: string
  readonly words: ProductWords
}

export function presentBypasses(bypasses: readonly Bypass[], view: BypassView): BypassListModel {
  const cards = bypasses.map((bypass) => presentBypass(bypass, view))
  const live = cards.filter((card) => card.isLive).length
  return {
    bypasses: cards,
    isEmpty: cards.length === 0,
    count: `${String(live)} in force${live === cards.length ? '' : `, ${String(cards.length - live)} not`}`,
    addAction: `${view.actions}/form`,
    productName: view.words.name,
    personPath: view.words.personPath,
  }
}

/** Whether calls go past the rules by it. @param now milliseconds since the epoch */
export function isInForce({ enabled, expiresAt }: Bypass, now: number): boolean {
  return enabled && Date.parse(expiresAt) > now
}

/** How often it was taken, in words: "taken 3 times in the last 30 days". */
function takenWords(count: number): string {
  if (count === 0) return 'not taken in the last 30 days'
  return `taken ${count === 1 ? 'once' : `${String(count)} times`} in the last 30 days`
}

function presentBypass(bypass: Bypass, { hits, now, actions }: BypassView): BypassCard {
  const hasEnded = Date.parse(bypass.expiresAt) <= now
  const isLive = isInForce(bypass, now)
  const notLive = { word: hasEnded ? 'Ended' : 'Switched off', tone: 'usual' }
  return {
    id: bypass.id,
    name: bypass.name,
    status: isLive ? { word: 'In force', tone: 'risky' } : notLive,
    methods: methodsWords(bypass.methods),
    path: bypass.path,
    networks: bypass.networks,
    ownerAccountId: bypass.ownerAccountId,
    reason: bypass.reason,
    ends: momentOf(Date.parse(bypass.expiresAt), now),
    endsLabel: hasEnded ? 'Ended' : 'Ends',
    hits: sentence(takenWords(hits.get(bypass.id) ?? 0)),
    isLive,
    mayResume: !isLive && !hasEnded,
    action: `${actions}/${encodeURIComponent(bypass.id)}`,
    ending: told(bypass, [{ ...bypass, enabled: false }]),
    removal: told(bypass, []),
  }
}

function told(bypass: Bypass, then: readonly Bypass[]): Told {
  const effects = impactOfBypasses({ bypasses: [bypass] }, { bypasses: then })
  const loses = effects.filter(({ way }) => way === 'loses').map(({ says }) => says)
  return { loses, answer: answerTo(loses) }
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
}
