/** What the privacy report of the site answers. */
export interface Privacy {
  /** Value of the `Cycle-Period` header, in any of the forms that apps meet: `7`, `20 Days`, `P7D`. */
  cyclePeriod: string
  /** When an account's personal data last changed, by account id, in milliseconds. */
  readonly updatedAt: Map<string, number>
}

export function createPrivacy(): Privacy {
  return { cyclePeriod: 'P7D', updatedAt: new Map() }
}
