import type { Members } from '../tokens/jws.ts'

export type ServerName = 'site' | 'keys' | 'auth' | 'media' | 'cdn'

type CredentialKind =
  'none' | 'app-jwt' | 'bearer' | 'basic' | 'host-session' | 'query-jwt' | 'unread'

/** One request as it arrived and what became of it; filled in while the request lives. */
export interface LogEntry {
  readonly number: number
  readonly at: string
  readonly server: ServerName
  /** Name of the site, where the server is one. */
  readonly site?: string
  readonly method: string
  /** The request target exactly as it stood on the wire. */
  readonly target: string
  readonly path: string
  /** Names and values alternating, unchanged; never part of the JSON form. */
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** `open` while unanswered, `ok`, or the reason of the refusal. */
  verdict: string
  /** More on the verdict, for a reader. */
  detail?: string
  status?: number
  credential: CredentialKind
  /** What the verifier hashed, whether or not the token agreed. */
  canonical?: string
  claims?: Members
  appKey?: string
  clientKey?: string
  /** Account whose rights applied. */
  actingAs?: string
  bodyBytes: number
  bodySha256?: string
  /** False until the whole request body was seen. */
  bodyEnded: boolean
  /** The client went away before it had the whole answer. */
  aborted: boolean
}
