import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'
import { unavailable } from './provider-fault.ts'

/**
 * An address of a provider, as an admin or a discovery document named it. It has to be https, so that
 * nobody on the way can put in keys of his own, and to lead out of our network: an admin of a tenant
 * must not reach what stands there. Names are checked when they are resolved (public-address.ts).
 *
 * @param allowPrivateAddresses for development: http too, and any address
 * @throws Refusal `provider/unavailable`
 */
export function providerUrl(text: string, allowPrivateAddresses: boolean): URL {
  const url = URL.parse(text)
  if (url === null) throw unavailable('(no host)', 'what should be its address is none')
  const fault = faultOf(url, allowPrivateAddresses)
  if (fault !== undefined) throw unavailable(url.host, fault)
  return url
}

function faultOf(url: URL, allowPrivateAddresses: boolean): string | undefined {
  if (url.protocol !== 'https:' && !(allowPrivateAddresses && url.protocol === 'http:')) {
    return 'its address is not https'
  }
  if (url.username !== '' || url.password !== '') return 'its address holds a user name'
  if (url.href.includes('#')) return 'its address has a fragment'
  // By now every spelling of an IPv4 address (0x7f000001, 0177.1) is the dotted one (WHATWG URL §3.5).
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host)) {
    return 'its address is not on the public internet'
  }
  return undefined
}
