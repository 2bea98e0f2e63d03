import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { impactOf } from '../../../policy/policy-impact.ts'
import type { SiteKind } from '../../../policy/site-kind.ts'
import { wordsOf } from '../../product-words.ts'
import { presentCredentialSwitches, type Affected } from '../../present-credential-switches.ts'
import { presentCreating } from '../../present-creating.ts'
import { presentGateway, presentRestriction } from './present-gateway.ts'
import { wantedOf, type SwitchWords } from './switch-words.ts'

interface SwitchModel extends SwitchWords {
  readonly action: string
  /** Tries the other position on calls; absent where it is about none. */
  readonly tryAction: string | undefined
  /** What is sent for that, as JSON. */
  readonly tryValues: string
  /** Who would lose access, to be read before that is done; absent where nobody does. */
  readonly losers: readonly string[] | undefined
}

interface SwitchGroupModel {
  readonly id: string
  readonly title: string
  readonly intro: string
  /** That no call is served at all as things are. */
  readonly alarm: string | undefined
  readonly switches: readonly SwitchModel[]
}

export interface SwitchesModel {
  readonly groups: readonly SwitchGroupModel[]
}

/** @param now milliseconds since the epoch */
export function presentSwitches(
  document: PolicyDocument,
  affected: Affected,
  actions: { readonly set: string; readonly try: string },
  kind: SiteKind,
  now: number,
): SwitchesModel {
  const { switches } = document
  const credentials = presentCredentialSwitches(document, affected, kind, now)
  const shown = (words: SwitchWords): SwitchModel => {
    const after = { ...switches, ...wantedOf(words.id, !words.isOn) }
    const { loses } = impactOf(document, { ...document, switches: after })
    return {
      ...words,
      action: actions.set,
      tryAction: words.id === 'usersMayCreateTokens' ? undefined : actions.try,
      tryValues: JSON.stringify({ id: words.id, to: words.next }),
      losers: loses.length === 0 ? undefined : loses,
    }
  }
  return {
    groups: [
      {
        id: 'gateway',
        title: 'The gateway',
        intro: 'Whether calls are served at all, and whether any are without a credential.',
        alarm: switches.gateway ? undefined : 'The gateway is switched off.',
        switches: [presentGateway(switches, affected), presentRestriction(document)].map(shown),
      },
      {
        id: 'credentials',
        title: 'Credentials that the gateway takes',
        intro: 'What programs may call with.',
        alarm: credentials.takesNothing
          ? 'Each kind of credential is switched off. Switch one on for programs to call.'
          : undefined,
        switches: credentials.switches.map(shown),
      },
      {
        id: 'creating',
        title: 'Who may create tokens',
        intro: 'How long a token may live, and how many somebody may have, is under “Tokens”.',
        alarm: undefined,
        switches: [shown(presentCreating(document, wordsOf(kind.product).name))],
      },
    ],
  }
}
