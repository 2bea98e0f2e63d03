import { crowdUnavailable } from './crowd-fault.ts'

/** Where the REST resources of a Crowd begin. */
export interface CrowdBase {
  readonly host: string
  readonly origin: string
  /** Path below which resources are: `/crowd/rest/usermanagement/1`. */
  readonly path: string
}

/**
 * Crowd's address as the operator wrote it. It has to be https: the application's password and
 * everybody's sign-on tokens go there.
 *
 * @param allowHttp for development
 * @throws Refusal `crowd/unavailable`
 */
export function crowdBase(baseUrl: string, allowHttp: boolean): CrowdBase {
  const url = URL.parse(baseUrl)
  if (url === null) throw crowdUnavailable('(no host)', 'what should be its address is none')
  const fault = faultOf(baseUrl, url, allowHttp)
  if (fault !== undefined) throw crowdUnavailable(url.host, fault)
  const path = `${url.pathname.replace(/\/$/, '')}/rest/usermanagement/1`
  return { host: url.host, origin: url.origin, path }
}

function faultOf(text: string, url: URL, allowHttp: boolean): string | undefined {
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) {
    return 'its address is not https'
  }
  if (url.username !== '' || url.password !== '') return 'its address holds a user name'
  if (/[?#]/.test(text)) return 'its address has a query or a fragment'
  return undefined
}
