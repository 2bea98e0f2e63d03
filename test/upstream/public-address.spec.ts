import { expect } from 'chai'
import { isPublicAddress } from '../../src/upstream/public-address.ts'

describe('an address on the public internet', () => {
  it('is one that everybody can reach', () => {
    for (const address of ['13.35.1.1', '8.8.8.8', '2600:9000::1', '::ffff:8.8.8.8']) {
      expect(isPublicAddress(address), address).to.equal(true)
    }
  })

  it('is never one of a network of ours, in whatever notation', () => {
    for (const address of [
      '127.0.0.1',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '192.0.2.1',
      '198.18.0.1',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fd00:ec2::254',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'localhost',
      '',
    ]) {
      expect(isPublicAddress(address), address).to.equal(false)
    }
  })
})
