import { sign, type KeyObject } from 'node:crypto'

/** A self-signed X.509 certificate (RFC 5280 §4.1) of an RSA key pair, as PEM; long out of date. */
export function aCertificate(pair: {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}): string {
  const sha256WithRsa = der(SEQUENCE, oid('2a864886f70d01010b'), der(0x05))
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, oid('550403'), der(0x0c, text('login')))))
  const dates = der(SEQUENCE, der(0x17, text('200101000000Z')), der(0x17, text('210101000000Z')))
  const version3 = der(0xa0, der(0x02, Buffer.of(2)))
  const serial = der(0x02, Buffer.of(1))
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  const tbs = der(SEQUENCE, version3, serial, sha256WithRsa, name, dates, name, spki)
  const signature = der(0x03, Buffer.of(0), sign('sha256', tbs, pair.privateKey))
  const body = der(SEQUENCE, tbs, sha256WithRsa, signature).toString('base64')
  const lines = body.match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const SEQUENCE = 0x30

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), body])
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function text(value: string): Buffer {
  return Buffer.from(value, 'ascii')
}
