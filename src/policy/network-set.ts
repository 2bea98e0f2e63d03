import { networkFault } from '../lib/network-fault.ts'
import { Refusal } from '../lib/refusal.ts'
import { ipKeyOf, type IpKey } from './ip-key.ts'

/** Whether an address, as text, is in one of the networks; what is no address is in none. */
export type NetworkTest = (address: string) => boolean

/** The same for an address that was read already, by `ipKeyOf`. */
export type KeyTest = (key: IpKey | undefined) => boolean

/** Addresses of one kind from the first to the last, both included. */
interface Range {
  readonly first: IpKey
  readonly last: IpKey
}

/** @throws Refusal `policy/unavailable` for what is no network: left out, it would deny nobody */
export function networkSet(networks: readonly string[]): NetworkTest {
  const has = keySet(networks)
  return (address) => has(ipKeyOf(address))
}

/** @throws Refusal `policy/unavailable` as `networkSet` does */
export function keySet(networks: readonly string[]): KeyTest {
  const ranges = networks.map(rangeOf)
  const ipv4 = joined(ranges.filter(({ first }) => first.length === 1))
  const ipv6 = joined(ranges.filter(({ first }) => first.length > 1))
  return (key) => {
    if (key === undefined) return false
    const range = nearest(key, key.length === 1 ? ipv4 : ipv6)
    return range !== undefined && compared(key, range.last) <= 0
  }
}

const remembered = new WeakMap<readonly string[], KeyTest>()

/** `keySet` for lists that come with callers: made once for each list. */
export function rememberedKeySet(networks: readonly string[]): KeyTest {
  const known = remembered.get(networks) ?? keySet(networks)
  remembered.set(networks, known)
  return known
}

function rangeOf(network: string): Range {
  const [address = '', bits] = network.split('/')
  const fault = networkFault(network)
  const first = ipKeyOf(address)
  if (fault !== undefined || first === undefined) {
    throw new Refusal('policy/unavailable', { detail: `${network} is no network` })
  }
  const isDotted = !address.includes(':')
  const length = Number(bits ?? (isDotted ? 32 : 128))
  // An IPv4 network in IPv6 clothes is one, as addresses in them are.
  const isMapped = !isDotted && first.length === 1
  return { first, last: lastOf(first, isMapped ? length - 96 : length) }
}

/** The same with all bits set behind those of the network. */
function lastOf(first: IpKey, networkBits: number): IpKey {
  return first.map((word, index) => {
    const hostBits = 32 - Math.min(Math.max(networkBits - index * 32, 0), 32)
    return word + 2 ** hostBits - 1
  })
}

/** In order and without those inside the one before: two networks share no address otherwise. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted((one, other) => compared(one.first, other.first))
  const kept: Range[] = []
  for (const range of sorted) {
    const before = kept.at(-1)
    if (before === undefined || compared(range.last, before.last) > 0) kept.push(range)
  }
  return kept
}

/** Of two addresses of one kind: below 0 if the one comes first, above if the other does. */
function compared(one: IpKey, other: IpKey): number {
  for (let at = 0; at < one.length; at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The last that begins with the key or before it. */
function nearest(key: IpKey, sorted: readonly Range[]): Range | undefined {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const range = sorted[middle]
    if (range !== undefined && compared(range.first, key) <= 0) from = middle + 1
    else to = middle
  }
  return sorted[from - 1]
}
