import type { Rig } from './rig.ts'

/** Where the load goes. */
export interface Target {
  readonly origin: string
  /** What stands before the product's path. */
  readonly prefix: string
  /** One token a line. */
  readonly tokensFile: string
  /** `Cookie` where a line is a whole cookie instead. */
  readonly scheme: 'Bearer' | 'JWT' | 'Cookie'
}

/** How a call shows who makes it. */
export function credentialHeaders({ scheme }: Pick<Target, 'scheme'>, token: string) {
  return scheme === 'Cookie' ? { cookie: token } : { authorization: `${scheme} ${token}` }
}

export interface Running extends Target {
  /** The root of its process tree; undefined where nothing stands between load and upstream. */
  readonly pid: number | undefined
  /** How many calls are in its audit log; only for those that keep one which can be checked. */
  auditedCalls?(): Promise<number>
}

/** What a contender does for a call, in a few words each; what is absent it does not do. */
export interface Deeds {
  readonly token: string
  readonly rules: string
  readonly limit: string
  readonly record: string
  /** Whose credential goes to the product. */
  readonly credential: string
}

export interface Contender {
  readonly name: string
  readonly deeds: Deeds
  readonly upstream: 'http' | 'https'
  /** Why it cannot run here; undefined where it can. */
  missing(): string | undefined
  start(rig: Rig): Promise<Running>
}

export const NOTHING: Deeds = { token: '–', rules: '–', limit: '–', record: '–', credential: '–' }
