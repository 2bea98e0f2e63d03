import { DIRECTORY_PRESETS } from './preset-directories.ts'
import type { Preset } from './preset.ts'
import { WORKLOAD_PRESETS } from './preset-workloads.ts'

export type { Preset } from './preset.ts'

const GENERIC: Preset = {
  id: 'oidc',
  name: 'OpenID Connect',
  summary: 'Any provider with a discovery document.',
  docs: 'https://openid.net/specs/openid-connect-discovery-1_0.html',
  draft: {
    id: 'company-login',
    name: 'Company login',
    issuer: 'https://{issuer}',
    audiences: ['{audience}'],
    keys: { from: 'discovery' },
    algorithms: ['RS256', 'PS256', 'ES256'],
    account: { by: 'link' },
    rules: [{ name: 'members', when: { claim: 'groups', equals: '{group}' }, access: 'read' }],
  },
  placeholders: [
    {
      in: 'issuer',
      says: 'What stands in iss of its tokens, with or without a / at the end as there.',
    },
    {
      in: 'audiences.0',
      says: 'What stands in aud of tokens that are meant for Gatehouse; best a value that nothing else uses.',
    },
    { in: 'rules.0.when.equals', says: 'Whose tokens are admitted, or another condition.' },
  ],
  notes: [
    'The discovery document is read at {issuer}/.well-known/openid-configuration and has to name the very same issuer.',
    'Have tokens made for Gatehouse alone: a token for another application that is accepted here could be used by that application.',
    'Where the provider vouches for e-mail addresses (email_verified) and the product is Jira, accounts can be found by them instead of by links.',
  ],
}

/** Well-known providers, for forms to begin with. */
export const PRESETS: readonly Preset[] = [GENERIC, ...WORKLOAD_PRESETS, ...DIRECTORY_PRESETS]
