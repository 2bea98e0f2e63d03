import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { Switches } from '../../../policy/switches.ts'
import { counted } from '../../counted.ts'
import type { Affected } from '../../present-credential-switches.ts'
import type { SwitchWords } from './switch-words.ts'

export function presentGateway({ gateway }: Switches, affected: Affected): SwitchWords {
  const tokens = counted(affected.liveTokens, 'active token')
  const providers = counted(affected.providers, 'identity provider')
  return {
    id: 'gateway',
    title: 'Gateway',
    isOn: gateway,
    tone: gateway ? 'live' : 'off',
    effect: gateway
      ? 'Calls are served as all the other rules say.'
      : 'Every call is refused, whoever makes it. Nothing else is changed, and pages and the management API go on working.',
    otherEffect: gateway
      ? `every call is refused at once (${tokens} and ${providers} at present). Nothing is revoked or removed: all serve again when you switch it on.`
      : `calls are served again at once, as all the other rules say (${tokens} and ${providers} at present).`,
    warning: undefined,
    next: gateway ? 'off' : 'on',
  }
}

/** The switch `anonymousCalls` the other way round: what is on is what protects. */
export function presentRestriction({ switches, resources }: PolicyDocument): SwitchWords {
  const isOn = !switches.anonymousCalls
  const open = resources.filter(({ anonymous, state }) => anonymous === true && state === 'on')
  const rules = counted(open.length, 'rule is', 'rules are')
  return {
    id: 'restricted',
    title: 'Restrict public API access',
    isOn,
    tone: isOn ? 'live' : 'risky',
    effect: isOn
      ? 'Every call needs a credential.'
      : `Anybody may call, without a credential, what access rules make public (${rules} marked so).`,
    otherEffect: isOn
      ? `what access rules make public can be called without a credential (${rules} marked so at present), with what the product itself shows to the public.`
      : 'calls without a credential are refused at once. Rules that are marked public stay as they are.',
    warning: undefined,
    next: isOn ? 'off' : 'on',
  }
}
