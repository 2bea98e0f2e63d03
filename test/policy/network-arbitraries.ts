import fc from 'fast-check'

/** CIDRs and single addresses of both families, IPv4 in IPv6 clothes among them. */
export function networks(least = { v4: 0, v6: 0 }): fc.Arbitrary<string> {
  const v4 = fc
    .tuple(fc.nat(0xffffffff), fc.integer({ min: least.v4, max: 32 }))
    .map(([address, bits]) => {
      const masked = bits === 0 ? 0 : (address >>> (32 - bits)) * 2 ** (32 - bits)
      return [[24, 16, 8, 0].map((by) => (masked >>> by) & 255).join('.'), bits] as const
    })
  const v6 = fc
    .tuple(fc.bigInt(1n << 120n, (1n << 125n) - 1n), fc.integer({ min: least.v6, max: 128 }))
    .map(([address, bits]) => {
      const masked = (address >> BigInt(128 - bits)) << BigInt(128 - bits)
      const digits = masked.toString(16).padStart(32, '0')
      return [(digits.match(/.{4}/g) ?? []).join(':'), bits] as const
    })
  return fc.oneof(
    v4.map(([address, bits]) => `${address}/${bits}`),
    v6.map(([address, bits]) => `${address}/${bits}`),
    v4.map(([address, bits]) => `::ffff:${address}/${bits + 96}`),
    v4.map(([address]) => address),
    v6.map(([address]) => address),
  )
}

export const networkLists = (
  minLength: number,
  least?: { readonly v4: number; readonly v6: number },
) => fc.uniqueArray(networks(least), { minLength, maxLength: 4 })
