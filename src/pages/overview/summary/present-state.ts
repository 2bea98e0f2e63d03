import type { ProviderState } from '../../../identity/providers/provider-health.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { counted } from '../../counted.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'
import type { StateRead } from './read-state.ts'
import type { Summary } from './read-summary.ts'

/** One identity provider, as the calls that depend on it see it. */
export interface ProviderRow {
  readonly name: string
  readonly isUp: boolean
  readonly word: string
  readonly since: Moment
  readonly link: EventsLink
}

/** Those that were asked since this process started; undefined where none was. */
function presentProviders(
  states: readonly ProviderState[],
  { providers }: Pick<PolicyDocument, 'providers'>,
  { now, link }: { readonly now: number; readonly link: PresentEventsLink },
): readonly ProviderRow[] {
  return states.map(({ provider, isUp, since, failures }) => {
    const name = providers.find(({ id }) => id === provider)?.name ?? provider
    const failed = failures === 1 ? '1 failure' : `${String(failures)} failures`
    return {
      name,
      isUp,
      word: isUp ? (failures === 0 ? 'Answers' : `Answers, after ${failed}`) : 'Does not answer',
      since: momentOf(since, now),
      link: link('When it did not', `answer: ${name}`, { kind: 'provider.down' }),
    }
  })
}

/** Another tab of the page, opened by what it would show. */
function tabLink(root: string, tab: string, text: string, about: string): EventsLink {
  return { text, about, action: `${root}/overview/${tab}`, vals: '{}' }
}

/** How things stand now; what could not be read is left out. */
export function presentState(
  { banner, budget, locks, isCut, providers, rules, signOn }: StateRead,
  { policy }: Summary,
  view: { readonly root: string; readonly now: number; readonly link: PresentEventsLink },
) {
  const states = providers?.value ?? []
  const count = locks?.value.length ?? 0
  return {
    closed: rules?.value.closed,
    banner: banner?.value,
    budget: budget?.value,
    signOn: signOn?.value,
    locked: presentLocked(view.root, isCut ? count - 1 : count, isCut),
    providers: presentProviders(states, policy?.value.document ?? { providers: [] }, view),
    shadowTab: tabLink(view.root, 'shadow', 'Decide about them', 'in the tab of shadow'),
  }
}

/** How many callers may not delete any more. @param isCut that there are more than were read */
function presentLocked(root: string, count: number, isCut: boolean): EventsLink | undefined {
  if (count === 0) return undefined
  const text = isCut ? `More than ${String(count)} callers` : counted(count, 'caller')
  return tabLink(root, 'guard', text, 'locked: look at them')
}
