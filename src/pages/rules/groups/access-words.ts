import type { AccessList } from './access-form.ts'

interface ListWords {
  readonly title: string
  readonly effect: string
  /** What its two choices mean, where it may be everyone. */
  readonly everyone?: string
  readonly groups?: string
}

/** What groups are for, each with its effect beside it. */
export const ACCESS_WORDS: Readonly<Record<AccessList, ListWords>> = {
  mayCall: {
    title: 'Who may call',
    effect:
      'What they may call, the access rules say. Calls without a credential and bypasses are not asked.',
    everyone: 'Everybody with a credential that Gatehouse takes.',
    groups: 'Whoever is in none of them is refused, whatever the access rules allow.',
  },
  readOnly: {
    title: 'Who only reads',
    effect:
      'Calls of members only read, whatever their token, an access rule or another group allows.',
  },
  fullAccess: {
    title: 'Who may call everything',
    effect:
      'Members may call everything that Gatehouse serves, without an access rule that allows it. Rules that deny still hold, and so do networks and “Who only reads”.',
  },
  mayHoldTokens: {
    title: 'Who may hold tokens',
    effect:
      'Administrators always may. Service tokens are not asked, since an administrator has made them.',
    everyone: 'Everybody who may create tokens.',
    groups:
      'Checked again at every use: tokens of somebody who leaves these groups stop working within a minute.',
  },
}
