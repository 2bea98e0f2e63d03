import { connect } from 'node:net'
import type { SignOn } from './identity/principal.ts'
import { NOBODYS_ADDRESS } from './identity/sign-on/address-rule.ts'
import { crowdSiteOf, isSignOnToken, type Crowd, type Factors } from './identity/sign-on/crowd.ts'
import { systemClock } from './lib/clock.ts'
import { Refusal } from './lib/refusal.ts'
import { Secret } from './lib/secret.ts'
import type { Tenant } from './tenants/tenant.ts'
import { createCrowdClient } from './upstream/crowd-client.ts'
import { WHO_AM_I } from './upstream/send-in-session.ts'
import { createSiteClient, type SiteClient } from './upstream/site-client.ts'
import { failed, NO_SUCH_SITE, siteOf, type Desk } from './data-center-sites.ts'

/** Somebody's sign-on cookie, and the address at which they have signed on. */
export interface TriedCookie {
  readonly value: string
  readonly address: string
}

const RED = '\u001b[31m'
const GREEN = '\u001b[32m'
const PLAIN = '\u001b[0m'

interface Checking {
  readonly desk: Desk
  readonly site: Tenant
  readonly crowd: Crowd
  readonly siteClient: SiteClient
  readonly colours: boolean
}

/**
 * Asks a site's Crowd and product whether all is set up as it has to be, a line for each question.
 * @returns the exit status: 0 when nothing is red
 */
export async function checkSite(
  desk: Desk,
  id: string,
  cookie: TriedCookie | undefined,
  colours: boolean,
): Promise<number> {
  const site = await siteOf(desk, id)
  if (site?.dataCenter === undefined) return failed(desk, NO_SUCH_SITE)
  const { atlassian } = desk.settings
  const crowd = createCrowdClient({ clock: systemClock, allowHttp: atlassian.allowHttpSites })
  const siteClient = createSiteClient({ atlassian, clock: systemClock })
  const checking = { desk, site, crowd, siteClient, colours }
  try {
    const results = [
      await ask(checking, 'The product can be reached', () => reachProduct(checking)),
      ...(site.dataCenter.crowd === undefined ? [] : await checkCrowd(checking, cookie)),
    ]
    return results.every((isGood) => isGood) ? 0 : 1
  } finally {
    await crowd.close()
    await siteClient.close()
  }
}

async function checkCrowd(checking: Checking, cookie: TriedCookie | undefined): Promise<boolean[]> {
  return [
    await ask(checking, 'Crowd takes our application, and its cookie reaches us', () =>
      cookieReaches(checking),
    ),
    await ask(checking, 'Crowd sees us come from', () => egressOf(checking)),
    ...(cookie === undefined ? [] : await checkCookie(checking, cookie)),
  ]
}

async function checkCookie(
  checking: Checking,
  { value, address }: TriedCookie,
): Promise<boolean[]> {
  const { desk, crowd, site } = checking
  if (!isSignOnToken(value.trim())) return [failed(desk, 'The cookie is no token of Crowd.') === 0]
  const token = new Secret(value.trim())
  const whoIs = async (factors: Factors) =>
    (await crowd.validate(crowdSiteOf(site), token, factors))?.userName
  const nobodyBy = async (factors: Factors) => {
    const user = await whoIs(factors)
    if (user !== undefined) throw new Error(`Crowd took it for ${user}`)
    return 'refused, as it has to be'
  }
  let userName: string | undefined
  return [
    await ask(checking, `The cookie is somebody’s at ${address}`, async () => {
      userName = await whoIs({ remoteAddress: address })
      if (userName === undefined) throw new Error('Crowd knows no such session from there')
      return userName
    }),
    await ask(
      checking,
      'It is nobody’s from elsewhere (“Require consistent client IP address”)',
      () => nobodyBy({ remoteAddress: NOBODYS_ADDRESS }),
    ),
    await ask(checking, 'An address that no trusted proxy vouches for helps nobody', () =>
      nobodyBy({ remoteAddress: NOBODYS_ADDRESS, forwardedFor: address }),
    ),
    await ask(checking, 'The product believes the address that we tell it', () =>
      servedAs(checking, userName ?? '', { token, address }),
    ),
  ]
}

async function reachProduct({ siteClient, site }: Checking): Promise<string> {
  const answer = await siteClient
    .send({
      tenant: site,
      actsAs: { kind: 'caller', authorization: new Secret('') },
      needs: 'READ',
      method: 'GET',
      path: '/rest/api/latest/',
      query: '',
      headers: ['user-agent', 'gatehouse'],
      redirects: 'manual',
    })
    .catch((thrown: unknown) => {
      // It has answered, and does not know nobody.
      if (thrown instanceof Refusal && thrown.code === 'credential/invalid') return undefined
      throw thrown
    })
  answer?.body.discard()
  return site.baseUrl
}

// A browser sends the cookie only to hosts of its domain.
async function cookieReaches({ crowd, site, desk }: Checking): Promise<string> {
  const { name, domain, secure } = await crowd.cookieConfig(crowdSiteOf(site))
  const { host, protocol } = new URL(desk.settings.baseUrl)
  const [hostName = ''] = host.split(':')
  const wanted = domain?.replace(/^\./, '') ?? ''
  if (wanted !== '' && hostName !== wanted && !hostName.endsWith(`.${wanted}`)) {
    throw new Error(`the cookie is for ${wanted}, and Gatehouse is ${hostName}`)
  }
  if (secure && protocol !== 'https:')
    throw new Error('the cookie is for https, and Gatehouse has none')
  const entered = site.dataCenter?.crowd?.cookieName
  if (entered !== undefined && entered !== name) {
    throw new Error(`the site was entered with the cookie ${entered}, and Crowd has ${name}`)
  }
  return `${name}, for ${wanted === '' ? 'the host that sets it' : wanted}`
}

/** The address to enter at Crowd: among our application's remote addresses, and as a trusted proxy. */
function egressOf({ site }: Checking): Promise<string> {
  const { hostname, port, protocol } = new URL(site.dataCenter?.crowd?.baseUrl ?? '')
  const usual = protocol === 'https:' ? 443 : 80
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) || usual, timeout: 5_000 })
    socket.once('connect', () => {
      resolve(`${socket.localAddress ?? 'somewhere'}, unless something in between changes it`)
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('no connection within 5 seconds')))
    socket.once('error', reject)
  })
}

async function servedAs(
  { siteClient, site, crowd }: Checking,
  accountId: string,
  { token, address }: Pick<SignOn, 'token' | 'address'>,
): Promise<string> {
  const { name: cookieName } = await crowd.cookieConfig(crowdSiteOf(site))
  const signOn = { cookieName, token, tokenDigest: 'check', address }
  const answer = await siteClient.send({
    tenant: site,
    actsAs: { kind: 'user', accountId, signOn },
    needs: 'READ',
    method: 'GET',
    path: WHO_AM_I[site.product],
    query: '',
    headers: [],
    redirects: 'manual',
  })
  answer.body.discard()
  return `served as ${accountId}`
}

async function ask(
  { desk, colours }: Checking,
  question: string,
  work: () => Promise<string>,
): Promise<boolean> {
  const mark = (sign: string, colour: string) => (colours ? `${colour}${sign}${PLAIN}` : sign)
  try {
    desk.tell(`${mark('✔', GREEN)} ${question}: ${await work()}`)
    return true
  } catch (thrown) {
    // What is wrong is the answer here, whatever it is.
    const says = thrown instanceof Error ? thrown.message : String(thrown)
    desk.tell(`${mark('✘', RED)} ${question}: ${says}`)
    return false
  }
}
