import { networkFault } from '../lib/network-fault.ts'
import { Refusal } from '../lib/refusal.ts'
import { ipKeyOf } from './ip-key.ts'

const IPV4_DIGITS = 8

/** Whether an address, as text, is in one of the networks; what is no address is in none. */
export type NetworkTest = (address: string) => boolean

/** The same for an address that was read already, by `ipKeyOf`. */
export type KeyTest = (key: string | undefined) => boolean

/** Addresses from the first to the last, both included, as `ipKeyOf` has them. */
interface Range {
  readonly first: string
  readonly last: string
}

/** @throws Refusal `policy/unavailable` for what is no network: left out, it would deny nobody */
export function networkSet(networks: readonly string[]): NetworkTest {
  const has = keySet(networks)
  return (address) => has(ipKeyOf(address))
}

/** @throws Refusal `policy/unavailable` as `networkSet` does */
export function keySet(networks: readonly string[]): KeyTest {
  const ranges = networks.map(rangeOf)
  const ipv4 = joined(ranges.filter(({ first }) => first.length === IPV4_DIGITS))
  const ipv6 = joined(ranges.filter(({ first }) => first.length !== IPV4_DIGITS))
  return (key) => {
    if (key === undefined) return false
    const range = nearest(key, key.length === IPV4_DIGITS ? ipv4 : ipv6)
    return range !== undefined && key <= range.last
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
  const isMapped = !isDotted && first.length === IPV4_DIGITS
  return { first, last: lastOf(first, isMapped ? length - 96 : length) }
}

/** The same with all bits set behind those of the network, digit by digit of four bits. */
function lastOf(first: string, networkBits: number): string {
  return Array.from(first, (digit, index) => {
    const ownBits = Math.min(Math.max(networkBits - index * 4, 0), 4)
    return (parseInt(digit, 16) | (0xf >> ownBits)).toString(16)
  }).join('')
}

/** In order and without those inside the one before: two networks share no address otherwise. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted((one, other) => compared(one.first, other.first))
  const kept: Range[] = []
  for (const range of sorted) {
    const before = kept.at(-1)
    if (before === undefined || range.last > before.last) kept.push(range)
  }
  return kept
}

function compared(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** The last that begins with the key or before it. */
function nearest(key: string, sorted: readonly Range[]): Range | undefined {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const range = sorted[middle]
    if (range !== undefined && range.first <= key) from = middle + 1
    else to = middle
  }
  return sorted[from - 1]
}
