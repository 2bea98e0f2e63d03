import type { PolicyDocument } from '../policy-document.ts'
import type { Who } from '../who.ts'

/** Whether what becomes of a call can depend on the address that it comes from. */
export function looksAtAddresses({ networks, resources, bypasses }: PolicyDocument): boolean {
  return (
    networks.allow.length > 0 ||
    networks.deny.length > 0 ||
    bypasses.some(({ enabled }) => enabled) ||
    resources.some(
      ({ state, networks: own, who }) =>
        state === 'on' && (own !== undefined || (who !== undefined && namesNetwork(who))),
    )
  )
}

function namesNetwork(who: Who): boolean {
  if ('all' in who) return who.all.some(namesNetwork)
  if ('any' in who) return who.any.some(namesNetwork)
  if ('none' in who) return who.none.some(namesNetwork)
  return 'network' in who
}
