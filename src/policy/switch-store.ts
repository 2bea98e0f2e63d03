import type { AuditEvent } from '../audit/audit-event.ts'
import type { Switches } from './switches.ts'

/** What is to be stored, and the event that says so. */
interface SwitchChange {
  readonly switches: Switches
  readonly event: AuditEvent
}

export interface SwitchStore {
  /** The defaults for a tenant that never changed anything. */
  read(tenantId: string): Promise<Switches>
  /**
   * Decides on what is stored at this moment, and writes switches and audit event as one transaction.
   * No other change comes in between, so that two admins at different switches do not undo each other.
   * @param decide answers undefined to leave everything as it is; nothing is recorded then
   * @returns the switches as they are afterwards
   */
  change(
    tenantId: string,
    decide: (current: Switches) => SwitchChange | undefined,
  ): Promise<Switches>
}
