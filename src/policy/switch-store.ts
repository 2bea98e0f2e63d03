import type { AuditEvent } from '../audit/audit-event.ts'
import type { Switches } from './switches.ts'

export interface SwitchStore {
  /** The defaults for a tenant that never changed anything. */
  read(tenantId: string): Promise<Switches>
  /** Writes the switches and their audit event as one transaction. */
  write(tenantId: string, switches: Switches, event: AuditEvent): Promise<void>
}
