import { generateKeyPairSync } from 'node:crypto'
import {
  A_SECRET,
  aDraft,
  anIntrospectionDraft,
  EC_PAIR,
  EC_PEM,
  privatePem,
  publicPem,
  RSA_PAIR,
  RSA_PEM,
  type Draft,
} from './drafts.ts'

/** What is entered, the draft with it, and the path and words of the one fault that it has. */
type RefusedDraft = [what: string, draft: Draft, path: string, says: RegExp]

export const pem = (...pems: string[]) => ({ from: 'pem', pems })
export const secret = (text: string = A_SECRET) => ({ from: 'secret', secret: text })
export const jwks = (url: string) => aDraft({ keys: { from: 'jwks', url } })
const issuer = (text: string) => aDraft({ issuer: text })
const rule = (given: Draft) => aDraft({ rules: [{ name: 'r', access: 'read', ...given }] })
export const when = (condition: unknown) => rule({ when: condition })
export const resource = (glob: string) => rule({ resources: [glob] })
const network = (text: unknown) => rule({ networks: [text] })
export const account = (mapping: Draft) => aDraft({ account: mapping })
export const assertion = (privateKey: unknown, algorithm: unknown = 'ES256') =>
  anIntrospectionDraft({
    method: 'private_key_jwt',
    privateKey,
    algorithm,
    clientSecret: undefined,
  })
const leaf = { claim: 'a', equals: 'b' }
const nested = (levels: number): unknown => (levels === 1 ? leaf : { all: [nested(levels - 1)] })
const otherPem = () => publicPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)

function without(name: string): Draft {
  return Object.fromEntries(Object.entries(aDraft()).filter(([each]) => each !== name))
}

// prettier-ignore
const PRIVATE_HOSTS = [
  'localhost', 'LOCALHOST.', 'a.localhost', 'idp.local', 'idp.internal', 'idp.internal.', 'keycloak',
  '127.0.0.1', '127.1', '0x7f.1', '2130706433', '0177.0.0.1', '127.0.0.1.', '0.0.0.0',
  '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1',
  '[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[::ffff:127.0.0.1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]',
]

// A line for each says more than the five that formatting would make of it.
// prettier-ignore
export const REFUSED_DRAFTS: readonly RefusedDraft[] = [
  ['an empty id', aDraft({ id: '' }), 'id', /lower-case/],
  ['an overlong id', aDraft({ id: 'a'.repeat(41) }), 'id', /1 to 40/],
  ['an id with capitals', aDraft({ id: 'Acme' }), 'id', /lower-case/],
  ['an id with a hyphen at its end', aDraft({ id: 'acme-' }), 'id', /hyphen/],
  ['an id with a line break', aDraft({ id: 'acme\n' }), 'id', /lower-case/],
  ['an id that is no text', aDraft({ id: 7 }), 'id', /id/],
  ['an empty name', aDraft({ name: ' ' }), 'name', /name/],
  ['an overlong name', aDraft({ name: 'n'.repeat(81) }), 'name', /80/],
  ['a control character in a name', aDraft({ name: 'Ac\u{1b}me' }), 'name', /invisible/],
  ['a right-to-left mark in a name', aDraft({ name: 'Ac\u{202e}me' }), 'name', /invisible/],
  ['enabled that is text', aDraft({ enabled: 'false' }), 'enabled', /true or false/],
  ['an unknown member', aDraft({ issuers: 'x' }), 'issuers', /did you mean issuer\?/],
  ['an unknown member far off', aDraft({ colour: 'x' }), 'colour', /known are id, name/],
  ['a member in another spelling', aDraft({ max_lifetime_seconds: 1 }), 'max_lifetime_seconds', /mean maxLifetimeSeconds/],

  ['no issuer', without('issuer'), 'issuer', /byte for byte/],
  ['an issuer over http', issuer('http://login.acme.example'), 'issuer', /https/],
  ['an issuer that is no address', issuer('acme'), 'issuer', /address such as/],
  ['an issuer with another scheme', issuer('ftp://acme.example'), 'issuer', /address such as/],
  ['an issuer with a query', issuer('https://acme.example/?a=b'), 'issuer', /query/],
  ['an issuer with a fragment', issuer('https://acme.example/#'), 'issuer', /fragment/],
  ['an issuer with a user', issuer('https://me@acme.example'), 'issuer', /user name/],
  ['an issuer with an empty user', issuer('https://@acme.example'), 'issuer', /user name/],
  ['white space behind an issuer', issuer('https://acme.example '), 'issuer', /white space/],
  ['a tab inside of an issuer', issuer('https://ac\tme.example'), 'issuer', /white space/],
  ['an issuer with backslashes', issuer('https:\\\\acme.example'), 'issuer', /address such as/],
  ['an issuer with look-alike letters', issuer('https://асме.example'), 'issuer', /address such/],
  ['an overlong issuer', issuer(`https://acme.example/${'a'.repeat(500)}`), 'issuer', /500/],
  ['the discovery document as issuer', issuer('https://acme.example/.well-known/openid-configuration'), 'issuer', /ends before/],
  ['a placeholder in an issuer', issuer('https://{host}/realms/a'), 'issuer', /\{host\}/],

  ['no audiences', without('audiences'), 'audiences', /audience/],
  ['an empty list of audiences', aDraft({ audiences: [] }), 'audiences', /at least one/],
  ['an audience that is no list', aDraft({ audiences: 'gatehouse' }), 'audiences', /at least one/],
  ['an empty audience', aDraft({ audiences: [''] }), 'audiences.0', /empty/],
  ['a wildcard for an audience', aDraft({ audiences: ['a', '*'] }), 'audiences.1', /wildcard/],
  ['an audience twice', aDraft({ audiences: ['a', 'b', 'a'] }), 'audiences.2', /already/],
  ['white space around an audience', aDraft({ audiences: ['a '] }), 'audiences.0', /white space/],
  ['too many audiences', aDraft({ audiences: Array.from({ length: 21 }, (_, i) => `a${i}`) }), 'audiences', /20/],

  ['an unknown algorithm', aDraft({ algorithms: ['RS128'] }), 'algorithms.0', /known are/],
  ['an algorithm in small letters', aDraft({ algorithms: ['rs256'] }), 'algorithms.0', /RS256/],
  ...['none', 'None', 'NONE', ' nOnE '].map((alg): RefusedDraft => [
    `the algorithm "${alg}"`,
    aDraft({ algorithms: ['RS256', alg] }),
    'algorithms.1',
    /without a signature/,
  ]),
  ['HMAC with a key set', aDraft({ algorithms: ['RS256', 'HS256'] }), 'algorithms.1', /shared secret/],
  ['HMAC with a pasted key', aDraft({ keys: pem(RSA_PEM), algorithms: ['HS256', 'RS256'] }), 'algorithms.0', /everybody/],
  ['RSA with a secret', aDraft({ keys: secret(), algorithms: ['RS256'] }), 'algorithms.0', /public keys/],
  ['no algorithm where keys verify', aDraft({ algorithms: [] }), 'algorithms', /at least one/],
  ['algorithms with introspection', { ...anIntrospectionDraft(), algorithms: ['RS256'] }, 'algorithms', /Leave these out/],
  ['an algorithm that no pasted key can do', aDraft({ keys: pem(RSA_PEM), algorithms: ['RS256', 'ES256'] }), 'algorithms.1', /None of the pasted keys/],
  ['a pasted key that no algorithm uses', aDraft({ keys: pem(RSA_PEM, EC_PEM), algorithms: ['RS256'] }), 'keys.pems.1', /only with ES256/],
  ['a type of token that is none', aDraft({ typ: 'at jwt' }), 'typ', /at\+jwt/],

  ['keys from nowhere', aDraft({ keys: { from: 'dns' } }), 'keys.from', /pem, jwks/],
  ['no keys', without('keys'), 'keys', /pem, jwks/],
  ['members of another kind of keys', aDraft({ keys: { from: 'discovery', url: 'https://a.example' } }), 'keys.url', /not known here/],
  ['no pasted keys', aDraft({ keys: pem() }), 'keys.pems', /at least one/],
  ['a private key', aDraft({ keys: pem(RSA_PEM, privatePem(RSA_PAIR.privateKey)) }), 'keys.pems.1', /must be replaced/],
  ['a pasted key that is not one', aDraft({ keys: pem('hello') }), 'keys.pems.0', /PEM/],
  ['two keys in one text', aDraft({ keys: pem(RSA_PEM + EC_PEM) }), 'keys.pems.0', /by itself/],
  ['the same key twice', aDraft({ keys: pem(RSA_PEM, EC_PEM, RSA_PEM.replaceAll('\n', '\r\n')) }), 'keys.pems.2', /same key/],
  ['more keys than are tried', aDraft({ keys: pem(...Array.from({ length: 9 }, otherPem)) }), 'keys.pems', /at most 8/],
  ['a short secret', aDraft({ keys: secret('x'.repeat(31)) }), 'keys.secret', /32 bytes/],
  ['a secret too short for its algorithm', aDraft({ keys: secret('x'.repeat(63)), algorithms: ['HS384', 'HS512'] }), 'algorithms.1', /64 bytes/],
  ['a public key as a secret', aDraft({ keys: secret(RSA_PEM) }), 'keys.secret', /not a shared secret/],
  ['a line break behind a secret', aDraft({ keys: secret(`${A_SECRET}\n`) }), 'keys.secret', /line breaks/],
  ['a kept secret where none is', aDraft({ keys: secret('[sealed]') }), 'keys.secret', /No secret is kept/],

  ['a key set over http', jwks('http://login.acme.example/keys'), 'keys.url', /https/],
  ['a key set at no address', jwks('keys'), 'keys.url', /address such as/],
  ['an overlong address', jwks(`https://acme.example/${'a'.repeat(2048)}`), 'keys.url', /2048/],
  ['an address with a fragment', jwks('https://acme.example/keys#1'), 'keys.url', /fragment/],
  ['an address with a password', jwks('https://a:b@acme.example/keys'), 'keys.url', /user name/],
  ['the discovery document as key set', jwks('https://acme.example/.well-known/openid-configuration'), 'keys.url', /not a key set/],
  ...PRIVATE_HOSTS.map((host): RefusedDraft => [
    `a key set at ${host}`,
    jwks(`https://${host}/keys`),
    'keys.url',
    /not on the public internet/,
  ]),
  ['discovery at a private host', aDraft({ issuer: 'https://10.0.0.1', keys: { from: 'discovery' } }), 'issuer', /public internet/],

  ['introspection at a private host', anIntrospectionDraft({}, { url: 'https://idp.internal/i' }), 'keys.url', /public internet/],
  ['introspection at a discovery document', anIntrospectionDraft({}, { url: 'https://a.example/.well-known/oauth-authorization-server' }), 'keys.url', /introspection_endpoint/],
  ['introspection of nobody’s tokens', anIntrospectionDraft({}, { prefix: undefined }), 'issuer', /keys\.prefix/],
  ['a prefix with odd characters', anIntrospectionDraft({}, { prefix: 'a b' }), 'keys.prefix', /first characters/],
  ['a prefix of our own tokens', anIntrospectionDraft({}, { prefix: 'gatehouse_x' }), 'keys.prefix', /own/],
  ['a long memory', anIntrospectionDraft({}, { cacheSeconds: 301 }), 'keys.cacheSeconds', /0 to 300/],
  ['no client', anIntrospectionDraft({}, { client: undefined }), 'keys.client', /method/],
  ['an unknown method', anIntrospectionDraft({ method: 'none' }), 'keys.client.method', /private_key_jwt/],
  ['a control character in a client id', anIntrospectionDraft({ clientId: 'a\u{0}b' }), 'keys.client.clientId', /visible/],
  ['no client secret', anIntrospectionDraft({ clientSecret: undefined }), 'keys.client.clientSecret', /secret/],
  ['an empty client secret', anIntrospectionDraft({ clientSecret: '' }), 'keys.client.clientSecret', /visible/],
  ['a public key to sign with', assertion(EC_PEM), 'keys.client.privateKey', /public part/],
  ['garbage to sign with', assertion('hello'), 'keys.client.privateKey', /PKCS #8/],
  ['an algorithm that the key has not', assertion(privatePem(EC_PAIR.privateKey), 'RS256'), 'keys.client.algorithm', /signs with ES256/],
  ['HMAC to sign with', assertion(privatePem(EC_PAIR.privateKey), 'HS256'), 'keys.client.algorithm', /Choose one of/],

  ['too much tolerance', aDraft({ clockToleranceSeconds: 301 }), 'clockToleranceSeconds', /0 to 300/],
  ['half a second of tolerance', aDraft({ clockToleranceSeconds: 0.5 }), 'clockToleranceSeconds', /whole/],
  ['tolerance as text', aDraft({ clockToleranceSeconds: '30' }), 'clockToleranceSeconds', /whole/],
  ['a life of under a minute', aDraft({ maxLifetimeSeconds: 59 }), 'maxLifetimeSeconds', /60/],
  ['a life of over a month', aDraft({ maxLifetimeSeconds: 2_678_401 }), 'maxLifetimeSeconds', /2678400/],

  ['an empty claim path', aDraft({ subjectClaim: '' }), 'subjectClaim', /Name a claim/],
  ['an empty name in a path', aDraft({ subjectClaim: 'a..b' }), 'subjectClaim', /empty/],
  ['a path that ends in a dot', aDraft({ subjectClaim: 'a.' }), 'subjectClaim', /empty/],
  ['a bad escape in a pointer', aDraft({ subjectClaim: '/a~2b' }), 'subjectClaim', /~0/],
  ['an empty name in a pointer', aDraft({ subjectClaim: '/a//b' }), 'subjectClaim', /empty/],
  ['an overlong path', aDraft({ subjectClaim: 'a'.repeat(201) }), 'subjectClaim', /200/],
  ['a claim named by an address', aDraft({ subjectClaim: 'https://acme.com/id' }), 'subjectClaim', /\/https:~1~1acme\.com~1id/],

  ['no rules', aDraft({ rules: [] }), 'rules', /at least one rule/],
  ['a rule’s name twice', aDraft({ rules: [1, 2].map(() => ({ name: 'r', access: 'read' })) }), 'rules.1.name', /already/],
  ['too many rules', aDraft({ rules: Array.from({ length: 51 }, (_, i) => ({ name: `r${i}`, access: 'read' })) }), 'rules', /50/],
  ['a rule without a name', rule({ name: '' }), 'rules.0.name', /name/],
  ['access to everything', rule({ access: 'manage' }), 'rules.0.access', /read or write/],
  ['no access', rule({ access: undefined }), 'rules.0.access', /read or write/],
  ['a rule for nothing', rule({ resources: [] }), 'rules.0.resources', /at least one/],
  ['a resource without a slash', resource('rest/api/3/**'), 'rules.0.resources.0', /begin with/],
  ['a resource with a query', resource('/rest/api/3/search?jql=x'), 'rules.0.resources.0', /path counts/],
  ['a resource with dots', resource('/rest/api/../admin'), 'rules.0.resources.0', /dot segments/],
  ['a resource with an escaped slash', resource('/rest%2Fapi/3'), 'rules.0.resources.0', /escaped slash/],
  ['a resource with a space', resource('/rest/api/3/issue/a b'), 'rules.0.resources.0', /percent-encode/],
  ['a resource with too many stars', resource('/a*b*c*d*e*f*g'), 'rules.0.resources.0', /5 wildcards/],

  ['no claim for the groups', aDraft({ groupsClaim: '' }), 'groupsClaim', /Name a claim/],
  ['null for the groups claim', aDraft({ groupsClaim: null }), 'groupsClaim', /Name a claim/],
  ['a groups claim with a placeholder', aDraft({ groupsClaim: '/resource_access/{client-id}/roles' }), 'groupsClaim', /\{client-id\}/],
  ['a rule from nowhere', rule({ networks: [] }), 'rules.0.networks', /leave it out/],
  ['null for the networks', rule({ networks: null }), 'rules.0.networks', /leave it out/],
  ['a network by its name', network('vpn.acme.example'), 'rules.0.networks.0', /10\.0\.0\.0\/8/],
  ['a network with bits beyond it', network('10.0.0.1/8'), 'rules.0.networks.0', /did you mean 10\.0\.0\.0\/8/],
  ['a network of no size', network('10.0.0.0/33'), 'rules.0.networks.0', /0 to 32/],
  ['a shortened address', network('10.1'), 'rules.0.networks.0', /Must be a network/],
  ['a number for a network', network(10), 'rules.0.networks.0', /text/],
  ['a network twice', rule({ networks: ['::1', '10.0.0.0/8', '::1'] }), 'rules.0.networks.2', /further up/],
  ['more networks than are looked at', rule({ networks: Array.from({ length: 101 }, (_, n) => `10.0.0.${n}`) }), 'rules.0.networks', /100/],

  ['null for a condition', when(null), 'rules.0.when', /one of all, any or none/],
  ['a list for a condition', when([leaf]), 'rules.0.when', /one of all, any or none/],
  ['a condition without an operator', when({ claim: 'a' }), 'rules.0.when', /equals, prefix/],
  ['a condition with two operators', when({ ...leaf, prefix: 'b' }), 'rules.0.when', /equals and prefix/],
  ['a group with two operators', when({ all: [leaf], none: [leaf] }), 'rules.0.when', /all and none/],
  ['a group with a claim', when({ all: [leaf], claim: 'a' }), 'rules.0.when.claim', /not known/],
  ['a misspelt operator', when({ claim: 'a', equal: 'b' }), 'rules.0.when', /equals, prefix/],
  ['an empty group', when({ all: [{ none: [] }] }), 'rules.0.when.all.0.none', /at least one/],
  ['an empty list of values', when({ claim: 'a', in: [] }), 'rules.0.when.in', /at least one/],
  ['null as a value', when({ claim: 'a', equals: null }), 'rules.0.when.equals', /text, a number/],
  ['a number that JSON rounds', when({ claim: 'a', in: [1, 2 ** 53] }), 'rules.0.when.in.1', /too large/],
  ['an empty beginning', when({ claim: 'a', prefix: '' }), 'rules.0.when.prefix', /every text/],
  ['a pattern with too many stars', when({ all: [leaf, { claim: 'a', glob: '*-'.repeat(6) }] }), 'rules.0.when.all.1.glob', /5 wildcards/],
  ['a line end after a value', when({ none: [{ claim: 'a', equals: 'acme/app\n' }] }), 'rules.0.when.none.0.equals', /line breaks/],
  ['a blank after a value of a list', when({ claim: 'a', in: ['x', 'y '] }), 'rules.0.when.in.1', /white space/],
  ['a blank before a pattern', when({ claim: 'a', glob: ' x*' }), 'rules.0.when.glob', /white space/],
  ['an overlong pattern', when({ any: [{ claim: 'a', glob: 'a'.repeat(201) }] }), 'rules.0.when.any.0.glob', /200/],
  ['a bad claim in a condition', when({ none: [{ claim: '', equals: 1 }] }), 'rules.0.when.none.0.claim', /Name a claim/],
  ['a placeholder in a condition', when({ claim: 'a', equals: '{owner}/web' }), 'rules.0.when.equals', /\{owner\}/],
  ['conditions too deep', when(nested(9)), `rules.0.when${'.all.0'.repeat(7)}`, /8 levels/],
  ['too many conditions', when({ any: Array.from({ length: 201 }, () => leaf) }), 'rules.0.when', /200/],
  ['too many groups', when({ any: Array.from({ length: 100 }, () => ({ all: [{ all: [leaf] }] })) }), 'rules.0.when', /200 groups/],
  ['too many conditions in all', aDraft({ rules: [1, 2, 3].map((n) => ({ name: `r${n}`, access: 'read', when: { any: Array.from({ length: 200 }, () => leaf) } })) }), 'rules', /500/],

  ['an unknown mapping', account({ by: 'name' }), 'account.by', /claim, link/],
  ['no mapping', without('account'), 'account', /claim, link/],
  ['null for a rule’s own mapping', rule({ account: null }), 'rules.0.account', /claim, link/],
  ['an ill-formed account id', account({ by: 'account', accountId: '557058: f0' }), 'account.accountId', /account id/],
  ['an overlong account id', account({ by: 'account', accountId: 'a'.repeat(129) }), 'account.accountId', /128/],
  ['a mapping with members of another', account({ by: 'app', accountId: 'a' }), 'account.accountId', /not known/],
]
