import { expect } from 'chai'
import {
  createPublicLookup,
  isPublicAddress,
  type Resolve,
} from '../../src/upstream/public-address.ts'

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
      '::127.0.0.1',
      '::7f00:1',
      '4000::1',
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

describe('a look-up of public names', () => {
  const PUBLIC = { address: '8.8.8.8', family: 4 }
  const lookUp = (resolve: Resolve, all: boolean) =>
    new Promise((done) => {
      createPublicLookup(resolve)('idp.example.com', { all }, (error, address, family) => {
        done(error === null ? { address, family } : error.code)
      })
    })

  it('is answered anew each time: a name that moves to our network is refused from then on', async () => {
    const answers = [PUBLIC, { address: '10.0.0.1', family: 4 }, PUBLIC]
    const resolve: Resolve = (_name, { all }, callback) => {
      expect(all, 'all of them are looked at').to.equal(true)
      callback(null, answers.splice(0, 1))
    }
    expect(await lookUp(resolve, true)).to.deep.include({ address: [PUBLIC] })
    expect(await lookUp(resolve, true)).to.equal('ENOTPUBLIC')
    expect(await lookUp(resolve, false)).to.deep.equal({ address: '8.8.8.8', family: 4 })
    expect(await lookUp(resolve, false), 'no address at all').to.equal('ENOTPUBLIC')
  })

  it('is refused when a single one of the addresses is not public', async () => {
    const resolve: Resolve = (_name, _options, callback) =>
      callback(null, [PUBLIC, { address: '::1', family: 6 }])
    for (const all of [true, false]) expect(await lookUp(resolve, all)).to.equal('ENOTPUBLIC')
  })
})
