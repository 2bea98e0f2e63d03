import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import type { AtlassianAddresses, Settings } from './settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Every fault at once, a line each; its message is meant for the operator's terminal. */
export class SettingsFault extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `Gatehouse cannot start with these settings:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    )
    this.name = 'SettingsFault'
    this.faults = faults
  }
}

const PRODUCTION: AtlassianAddresses = {
  // Atlassian's own framework asks the ASAP distribution first and the older key server after it.
  installKeyUrls: [
    'https://asap-distribution.us-west-2.prod.atl-asap.net',
    'https://connect-install-keys.atlassian.com',
  ],
  tokenUrl: 'https://oauth-2-authorization-server.services.atlassian.com',
  hostScriptUrl: 'https://connect-cdn.atl-paas.net/all.js',
  allowHttpSites: false,
}

const STAND_IN_ONLY = [
  'CONNECT_KEYS_CDN_URL',
  'ATLASSIAN_TOKEN_URL',
  'HOST_SCRIPT_URL',
  'ALLOW_HTTP_SITES',
  'ALLOW_PRIVATE_ADDRESSES',
] as const

// An empty variable means "not set": that is how shells and container files switch one off.
const variable = <T extends z.ZodType>(schema: T) => z.preprocess(settled, schema)

function settled(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  return text === '' ? undefined : text
}

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
)

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === '/' && url.search === '' && url.username === '', {
    error: 'must be an origin such as https://gatehouse.example.com, without path, query or user',
  })
  .transform((url) => url.origin)

const cidrs = list.refine((each) => each.every((cidr) => ipaddr.isValidCIDR(cidr)), {
  error: 'must be CIDRs separated by commas, such as 10.0.0.0/8,fd00::/8',
})

const sealingKeys = list.transform((entries, context) =>
  entries.map((entry) => {
    const [id = '', text = ''] = entry.split(/:(.*)/s)
    const key = Buffer.from(text, 'base64')
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id) || key.length !== 32) {
      context.addIssue({
        code: 'custom',
        message:
          'must be id:base64 pairs separated by commas, each key 32 bytes (openssl rand -base64 32)',
      })
    }
    return { id, key }
  }),
)

// More than any machine that a file on a local disk is served from has use for.
const WORKERS_MAX = 64

const schema = z.object({
  NODE_ENV: variable(z.enum(['development', 'test', 'production']).default('development')),
  PORT: variable(z.coerce.number().int().min(0).max(65535).default(3000)),
  GATEHOUSE_WORKERS: variable(z.coerce.number().int().min(0).max(WORKERS_MAX).default(0)),
  GATEHOUSE_AUDIT_SUBJECTS: variable(z.enum(['clear', 'hashed']).default('clear')),
  BASE_URL: variable(origin),
  DATABASE_URL: variable(
    z
      .string()
      .default('sqlite:gatehouse.sqlite')
      .refine((url) => /^sqlite:.+/.test(url) && !url.startsWith('sqlite::'), {
        error: 'must be sqlite:FILE (PostgreSQL is not supported yet)',
      }),
  ),
  SECRETS_KEYS: variable(
    sealingKeys
      .refine((keys) => keys.length > 0, { error: 'must hold a key' })
      // Two keys of one id: what the first sealed, the second could not open.
      .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, {
        error: 'must give each key an id of its own',
      }),
  ),
  SITE_HOSTS: variable(
    list
      .refine((hosts) => hosts.length > 0, { error: 'must name at least one host' })
      .default(['*.atlassian.net', '*.jira.com']),
  ),
  TRUSTED_PROXIES: variable(cidrs.default([])),
  CLIENT_IP_HEADER: variable(
    z
      .string()
      .toLowerCase()
      .regex(/^[a-z0-9-]+$/, { error: 'must be a header name' })
      .default('x-forwarded-for'),
  ),
  LOG_LEVEL: variable(z.enum(['debug', 'info', 'warn', 'error', 'fatal']).default('info')),
  CONNECT_KEYS_CDN_URL: variable(origin.optional()),
  ATLASSIAN_TOKEN_URL: variable(origin.optional()),
  HOST_SCRIPT_URL: variable(z.url().optional()),
  ALLOW_HTTP_SITES: variable(z.enum(['true', 'false']).default('false')),
  ALLOW_PRIVATE_ADDRESSES: variable(z.enum(['true', 'false']).default('false')),
})

/**
 * Checks the environment and does nothing else.
 * @throws SettingsFault with every fault, not just the first
 */
export function readSettings(environment: Environment): Settings {
  const parsed = schema.safeParse(environment)
  const faults = parsed.success ? [] : parsed.error.issues.map(describe)
  faults.push(...unsafeFaults(environment))
  if (!parsed.success || faults.length > 0) throw new SettingsFault(faults)

  const values = parsed.data
  return {
    environment: values.NODE_ENV,
    port: values.PORT,
    workers: values.GATEHOUSE_WORKERS,
    baseUrl: values.BASE_URL,
    database: { kind: 'sqlite', file: values.DATABASE_URL.slice('sqlite:'.length) },
    sealingKeys: values.SECRETS_KEYS,
    siteHosts: values.SITE_HOSTS,
    trustedProxies: values.TRUSTED_PROXIES,
    clientIpHeader: values.CLIENT_IP_HEADER,
    logLevel: values.LOG_LEVEL,
    auditSubjects: values.GATEHOUSE_AUDIT_SUBJECTS,
    allowPrivateAddresses: values.ALLOW_PRIVATE_ADDRESSES === 'true',
    atlassian: {
      installKeyUrls:
        values.CONNECT_KEYS_CDN_URL === undefined
          ? PRODUCTION.installKeyUrls
          : [values.CONNECT_KEYS_CDN_URL],
      tokenUrl: values.ATLASSIAN_TOKEN_URL ?? PRODUCTION.tokenUrl,
      hostScriptUrl: values.HOST_SCRIPT_URL ?? PRODUCTION.hostScriptUrl,
      allowHttpSites: values.ALLOW_HTTP_SITES === 'true',
    },
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0])
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return missing ? `${name} is not set; see .env.example` : `${name} ${issue.message}`
}

// What Kubernetes puts into the environment of a pod for a service called `gatehouse`.
const SERVICE_LINK = /^GATEHOUSE_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/

// Names that look like ours but are not, and everything that would switch a check off for real users.
function unsafeFaults(environment: Environment): string[] {
  const faults = Object.keys(environment)
    .filter((name) => name.startsWith('GATEHOUSE_') && !(name in schema.shape))
    .filter((name) => !SERVICE_LINK.test(name))
    .map((name) => `${name} is not a setting of Gatehouse; see .env.example`)
  // AC_OPTS can switch authentication off, and AC_HOST_WHITELIST and others replace what we pass.
  for (const name of Object.keys(environment)) {
    if (name.startsWith('AC_') && isSet(environment[name])) {
      faults.push(`${name} is set, and would change atlassian-connect-express behind our back`)
    }
  }
  if (environment['NODE_ENV'] === 'production') {
    for (const name of STAND_IN_ONLY) {
      if (isSet(environment[name])) faults.push(`${name} is for the stand-in, never for production`)
    }
    if (/^\s*http:/i.test(environment['BASE_URL'] ?? '')) {
      faults.push('BASE_URL must be https in production')
    }
  }
  return faults
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
