import type { RecordedEvent } from '../audit/audit-event.ts'

/** An event as JSON has it. The tenant is the caller's; its id is ours alone, and stays out of it. */
export function shownEvent(event: RecordedEvent): object {
  const told = { ...event, tenantId: undefined, at: new Date(event.at).toISOString() }
  if (event.kind !== 'call') return told
  return { ...told, shadows: listIn(event.shadows) ?? [], limits: listIn(event.limits) }
}

function listIn(text: string | undefined): readonly string[] | undefined {
  return text?.split(' ').filter((each) => each !== '')
}
