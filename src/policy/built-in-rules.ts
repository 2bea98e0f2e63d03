import type { CredentialKind } from '../identity/principal.ts'
import { asks, forbids, type BuiltInRule } from './built-in-rule.ts'
import { isInAny } from './is-in-any.ts'
import { rememberedKeySet } from './network-set.ts'
import { isServed } from './resources.ts'
import { tokenFault } from './token-standing.ts'

/** Credentials that are tokens, which is all that the prefix for tokens takes. */
const TOKENS: ReadonlySet<CredentialKind> = new Set(['api-token', 'provider-token'])

/**
 * What Data Center has no way of its own to be called with: its products take our word for a user by the
 * prefix for tokens alone. Everything else is the product's own, and goes there unchanged.
 */
const NEEDS_PREFIX: ReadonlySet<CredentialKind> = new Set([
  'api-token',
  'provider-token',
  'context-token',
])

/** In this order before the rules that deny resources. */
export const RULES_OF_CALLERS: readonly BuiltInRule[] = [
  // The gateway refuses such a credential before it asks anybody about its groups; that it does so is a
  // rule like the others.
  asks(
    'credential-is-accepted',
    { 'kind-on': undefined, 'kind-off': 'credential/switched-off' },
    (is) =>
      ({ acceptedKinds }, { situation: { principal } }) =>
        acceptedKinds[principal.credential.kind] ? is['kind-on'] : is['kind-off'],
  ),
  asks(
    'gateway-is-on',
    { 'gateway-on': undefined, 'gateway-off': 'gateway/switched-off' },
    (is) =>
      ({ document }) =>
        document.switches.gateway ? is['gateway-on'] : is['gateway-off'],
  ),
  forbids(
    'token-only-manages',
    { 'not-for-managing': undefined, 'for-managing': 'call/manage-only' },
    (is) =>
      (_, { situation: { principal } }) =>
        principal.access === 'manage' ? is['for-managing'] : is['not-for-managing'],
  ),
  asks(
    'resource-is-served',
    {
      served: undefined,
      'not-served': 'call/unknown-resource',
      'path-unclear': 'call/unknown-resource',
    },
    (is) =>
      (_, { situation: { call }, path }) => {
        if (!isServed(call)) return is['not-served']
        return path === undefined ? is['path-unclear'] : is.served
      },
  ),
  forbids(
    'token-prefix',
    {
      'usual-prefix': undefined,
      'is-token': undefined,
      'is-no-token': 'credential/token-required',
      'no-way-as-this': 'call/no-way',
    },
    (is) =>
      (_, { situation: { call, principal } }) => {
        const { kind } = principal.credential
        if (!call.needsToken) {
          const hasNoWay = call.isDataCenter === true && NEEDS_PREFIX.has(kind)
          return hasNoWay ? is['no-way-as-this'] : is['usual-prefix']
        }
        if (call.isDataCenter === true) {
          return kind === 'provider-token' ? is['is-token'] : is['is-no-token']
        }
        return TOKENS.has(kind) ? is['is-token'] : is['is-no-token']
      },
  ),
  asks(
    'address-is-not-denied',
    {
      'not-denied-network': undefined,
      'denied-network': 'call/outside-networks',
      'address-unknown': 'call/outside-networks',
    },
    (is) =>
      ({ document, isDeniedAddress }, { addressKey }) => {
        // Of an address that nobody knows it cannot be said that it is in none of them.
        const isUncertain = addressKey === undefined && document.networks.deny.length > 0
        if (isUncertain) return is['address-unknown']
        return isDeniedAddress(addressKey) ? is['denied-network'] : is['not-denied-network']
      },
  ),
  asks(
    'address-is-allowed',
    {
      'allowed-network': undefined,
      'not-allowed-network': 'call/outside-networks',
      'not-own-network': 'call/outside-networks',
    },
    (is) =>
      ({ isAllowedAddress }, { addressKey, situation }) => {
        const { networks } = situation.principal
        if (!isAllowedAddress(addressKey)) return is['not-allowed-network']
        const isIn = networks === undefined || rememberedKeySet(networks)(addressKey)
        return isIn ? is['allowed-network'] : is['not-own-network']
      },
  ),
  asks(
    'token-stands',
    {
      'no-api-token': undefined,
      'token-good': undefined,
      'owner-not-allowed': 'credential/owner-not-allowed',
      'token-too-old': 'credential/expired',
      'token-idle': 'credential/idle',
    },
    (is) =>
      ({ document }, { situation }) => {
        const { token } = situation.principal
        if (token === undefined) return is['no-api-token']
        switch (tokenFault(document, token, situation)) {
          case undefined:
            return is['token-good']
          case 'credential/owner-not-allowed':
            return is['owner-not-allowed']
          case 'credential/expired':
            return is['token-too-old']
          case 'credential/idle':
            return is['token-idle']
        }
      },
  ),
  asks(
    'caller-may-call',
    {
      everyone: undefined,
      'not-asked': undefined,
      'is-member': undefined,
      'is-no-member': 'call/not-a-member',
    },
    (is) =>
      ({ mayCall }, { situation: { principal, groups } }) => {
        const { kind } = principal.credential
        if (mayCall === undefined) return is.everyone
        if (kind === 'anonymous' || kind === 'bypass') return is['not-asked']
        return isInAny(mayCall, groups) ? is['is-member'] : is['is-no-member']
      },
  ),
]
