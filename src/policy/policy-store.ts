import type { AuditEvent } from '../audit/audit-event.ts'
import type { Awaitable } from '../lib/awaitable.ts'
import type { Policy, PolicyDocument, PolicyVersion } from './policy-document.ts'

/** What is to be stored, and the events that say so. */
interface PolicyChange {
  readonly document: PolicyDocument
  readonly events: readonly AuditEvent[]
  /** Account of who changes it, and when in milliseconds since the epoch. */
  readonly changedBy: string
  readonly changedAt: number
}

/** Where policies are kept, the newest versions of each; their secrets are sealed at rest. */
export interface PolicyStore {
  /** The default for a tenant that never changed anything. */
  read(tenantId: string): Promise<Policy>
  /** Those that are kept, newest first, from below `before` on. */
  versions(
    tenantId: string,
    selection: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly PolicyVersion[]>
  /** One that is kept, as it was; undefined for any other number, 0 included. */
  readVersion(tenantId: string, version: number): Promise<Policy | undefined>
  /**
   * Decides on what is stored at this moment, and writes the next version and its audit events as one
   * transaction. No other change comes in between. The oldest versions go when there are too many.
   * @param decide answers undefined to leave everything as it is; nothing is recorded then
   * @returns the policy as it is afterwards
   * @throws Refusal `gatehouse/busy`; nothing is changed then
   */
  change(tenantId: string, decide: (current: Policy) => PolicyChange | undefined): Promise<Policy>
}

/** Policies for the doors. */
export interface PolicyBook {
  /**
   * From memory; the very same object for as long as the version is the same.
   * @throws Refusal `policy/unavailable`, in the promise, when it can neither be read nor understood
   */
  read(tenantId: string): Awaitable<Policy>
  /** Those that are kept, newest first, from below `before` on. */
  versions(
    tenantId: string,
    selection: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly PolicyVersion[]>
  /** One that is kept, as it was; undefined for any other number, 0 included. */
  readVersion(tenantId: string, version: number): Promise<Policy | undefined>
  /**
   * Writes a new version with the events that tell what differs, and every later `read` has it.
   * @param decide answers the wanted document; one that equals the current changes and records
   * nothing. What it throws is passed on.
   */
  change(
    tenantId: string,
    by: { readonly actor: string; readonly requestId: string },
    decide: (current: Policy) => PolicyDocument,
  ): Promise<Policy>
  /** Another process has changed it, or may have changed all of them: the next `read` asks the store. */
  forget(tenantId: string): void
  forgetAll(): void
}
