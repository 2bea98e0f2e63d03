/** How many writes to one issue fit into how many seconds. */
interface IssueWindow {
  readonly writes: number
  readonly seconds: number
}

/** What the site lets an app do; nothing is counted until a test says so. */
export interface QuotaSettings {
  /** Points of each hour of the clock for each installation. */
  readonly pointsPerHour?: number
  /** What a call takes of them; 1 without it. */
  readonly pointsOf?: (method: string, path: string) => number
  /** Calls in a second, for each installation, method and operation. */
  readonly burstPerSecond?: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', number>>>
  readonly writesPerIssue?: readonly IssueWindow[]
  /** Whether the app is told what is left; refusals always say why. */
  readonly isSilent?: boolean
}
