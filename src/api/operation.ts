import type { Person } from '../identity/person.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'

/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A request of the management API whose caller is an admin. */
export interface ManagementCall {
  /** The caller; whatever is read or changed belongs to this person's tenant. */
  readonly person: Person
  /** Goes into the audit events of what is changed. */
  readonly requestId: string
  /** Value of each `{name}` in the path. */
  readonly inPath: Readonly<Record<string, string>>
  /** Values of the declared query parameters that were sent, each sent once. */
  readonly inQuery: Readonly<Record<string, string>>
  readonly ifMatch: string | undefined
  /** The JSON body; an empty object for an operation without one. */
  readonly input: object
}

export interface ManagementAnswer {
  readonly status: 200 | 204
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, in which every `Secret` is `[sealed]`; absent for 204. */
  readonly body?: unknown
  /** Sent instead of a body. */
  readonly stream?: StreamAnswer
}

/** A file of any length, made while it is sent. */
export interface StreamAnswer {
  readonly contentType: string
  readonly fileName: string
  readonly chunks: AsyncGenerator<string, void, undefined>
}

interface Parameter {
  readonly name: string
  readonly says: string
}

/**
 * One thing that the management API does. The router and the OpenAPI document are both made of these,
 * so that neither can know an address that the other does not.
 */
export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete'
  /** As OpenAPI writes it, below the root of the API: `/links/{id}`. */
  readonly path: string
  readonly name: string
  readonly says: string
  readonly inPath?: readonly Parameter[]
  /** Any other query parameter is refused. */
  readonly inQuery?: readonly Parameter[]
  /** Demands `If-Match`. */
  readonly conditional?: true
  /** Form of the JSON body; without it none is read. */
  readonly input?: JsonSchema
  readonly answer: {
    readonly status: 200 | 204
    readonly says: string
    readonly form?: JsonSchema
    /** Of an answer that is not JSON: its forms, by the types that it can have. */
    readonly content?: Readonly<Record<string, JsonSchema>>
    /** Has an `ETag` that `If-Match` takes. */
    readonly versioned?: true
  }
  /** What it refuses beside what every operation does. */
  readonly refuses: readonly RefusalCode[]
  readonly handle: (call: ManagementCall) => Promise<ManagementAnswer>
}
