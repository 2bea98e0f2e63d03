import type { ChangeEvent } from './audit-event.ts'

// A record, so that a kind that is missing here does not compile.
const KINDS: Readonly<Record<ChangeEvent['kind'], true>> = {
  'tenant.installed': true,
  'tenant.updated': true,
  'tenant.enabled': true,
  'tenant.disabled': true,
  'tenant.uninstalled': true,
  'tenant.suspected': true,
  'token.created': true,
  'token.changed': true,
  'token.rotated': true,
  'token.revoked': true,
  'token.expiring': true,
  'switches.changed': true,
  'provider.added': true,
  'provider.changed': true,
  'provider.removed': true,
  'provider.down': true,
  'provider.up': true,
  'group.added': true,
  'group.changed': true,
  'group.removed': true,
  'access.changed': true,
  'networks.changed': true,
  'resource.added': true,
  'resource.changed': true,
  'resource.removed': true,
  'resources.reordered': true,
  'bypass.added': true,
  'bypass.changed': true,
  'bypass.removed': true,
  'token-rules.changed': true,
  'limit.added': true,
  'limit.changed': true,
  'limit.removed': true,
  'limits.changed': true,
  'link.created': true,
  'link.removed': true,
  'calls.refused': true,
  'guard.tripped': true,
  'guard.unlocked': true,
  'budget.low': true,
  'notices.changed': true,
  'retention.changed': true,
  'record.cut': true,
  'streams.changed': true,
  'stream.down': true,
  'stream.up': true,
  'stream.lost': true,
  'sign-on.wrong-user': true,
  'sign-on.ended': true,
}

/** Everything that can be recorded beside calls, in the order of lists. */
export const CHANGE_KINDS: readonly string[] = Object.keys(KINDS)

export function isEventKind(name: string): name is ChangeEvent['kind'] | 'call' {
  return name === 'call' || Object.hasOwn(KINDS, name)
}
