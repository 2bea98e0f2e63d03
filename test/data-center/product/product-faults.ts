/** What can be wrong with a product; everything is off at first. */
export interface ProductFaults {
  /** Connections break off without an answer. */
  down: boolean
  /** `X-AUSERNAME` names this user, whoever was served. */
  wrongUser: string | undefined
  /** Calls are served, but as nobody, whoever made them. */
  anonymousAnswers: boolean
  /** Answers do not say whom they are for. */
  silentUser: boolean
  /** Every call is refused. */
  status401: boolean
  slowMs: number
}

export function noProductFaults(): ProductFaults {
  return {
    down: false,
    wrongUser: undefined,
    anonymousAnswers: false,
    silentUser: false,
    status401: false,
    slowMs: 0,
  }
}
