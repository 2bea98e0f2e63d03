import type { Preset } from './preset.ts'

const ENTRA: Preset = {
  id: 'entra-id',
  name: 'Microsoft Entra ID',
  summary: 'People and applications of a Microsoft directory.',
  docs: 'https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference',
  draft: {
    id: 'entra-id',
    name: 'Microsoft Entra ID',
    issuer: 'https://login.microsoftonline.com/{tenant-id}/v2.0',
    audiences: ['{client-id}'],
    keys: { from: 'discovery' },
    algorithms: ['RS256'],
    subjectClaim: 'oid',
    groupsClaim: 'groups',
    account: { by: 'link' },
    rules: [
      {
        name: 'app role',
        when: {
          all: [
            { claim: 'tid', equals: '{tenant-id}' },
            { claim: 'roles', equals: '{app-role}' },
          ],
        },
        access: 'read',
      },
    ],
  },
  placeholders: [
    {
      in: 'issuer',
      says: 'The id of the directory (tenant), a GUID; never common or organizations.',
    },
    {
      in: 'audiences.0',
      says: 'The application (client) id of the API that you register for Gatehouse.',
    },
    { in: 'rules.0.when.all.0.equals', says: 'The id of the directory once more.' },
    {
      in: 'rules.0.when.all.1.equals',
      says: 'The value of an app role of that API, given to whom is to be admitted.',
    },
  ],
  notes: [
    'Register an API for Gatehouse, expose a scope, and set requestedAccessTokenVersion to 2 in its manifest.',
    'Tokens of version 1 have the issuer https://sts.windows.net/{tenant-id}/ and, for an audience, the application id URI, such as api://…; take those values if you cannot change the version.',
    'oid is one person or application in the directory; sub is another for each API, and upn and preferred_username change.',
    'E-mail addresses are not verified by Microsoft, so accounts are found by links.',
    'groups holds object ids. Who is in more than 200 groups gets a token without them: a rule about groups then refuses it as incomplete. App roles have no such limit.',
    'A token for Microsoft Graph cannot be verified by anybody else; ask for one with a scope of your API.',
  ],
}

const OKTA: Preset = {
  id: 'okta',
  name: 'Okta',
  summary: 'People and services of an Okta organisation.',
  docs: 'https://developer.okta.com/docs/guides/validate-access-tokens/',
  draft: {
    id: 'okta',
    name: 'Okta',
    issuer: 'https://{okta-domain}/oauth2/default',
    audiences: ['api://default'],
    keys: { from: 'discovery' },
    algorithms: ['RS256'],
    subjectClaim: 'uid',
    groupsClaim: 'groups',
    account: { by: 'link' },
    rules: [
      {
        name: 'group',
        when: {
          all: [
            { claim: 'cid', equals: '{client-id}' },
            { claim: 'groups', equals: '{group}' },
          ],
        },
        access: 'read',
      },
    ],
  },
  placeholders: [
    { in: 'issuer', says: 'Your Okta domain, such as acme.okta.com, or your own domain for it.' },
    {
      in: 'rules.0.when.all.0.equals',
      says: 'The client id of the application that gets the tokens.',
    },
    { in: 'rules.0.when.all.1.equals', says: 'The name of a group.' },
  ],
  notes: [
    'Use a custom authorization server; the one called default is there from the start. Tokens of the organisation’s own server (https://DOMAIN without /oauth2/…) are for Okta alone and cannot be verified.',
    'Audience and issuer are on the authorization server’s page under Security, API. A server of its own with an audience of its own keeps other applications’ tokens out; with the default one, keep the condition on cid.',
    'groups is in access tokens only when you add a claim of that name (include in: access token, value type: groups).',
    'uid is the user and never changes, while sub is the login name. Tokens of services (client credentials) have no uid: enter sub as the subject, and map them to the app or to one account.',
  ],
}

const KEYCLOAK: Preset = {
  id: 'keycloak',
  name: 'Keycloak',
  summary: 'People and services of a Keycloak realm.',
  docs: 'https://www.keycloak.org/docs/latest/server_admin/',
  draft: {
    id: 'keycloak',
    name: 'Keycloak',
    issuer: 'https://{host}/realms/{realm}',
    audiences: ['{audience}'],
    keys: { from: 'discovery' },
    algorithms: ['RS256'],
    groupsClaim: 'realm_access.roles',
    account: { by: 'link' },
    rules: [
      {
        name: 'realm role',
        when: { claim: 'realm_access.roles', equals: '{role}' },
        access: 'read',
      },
    ],
  },
  placeholders: [
    {
      in: 'issuer',
      says: 'The host and the realm, as the realm’s endpoint configuration shows them.',
    },
    {
      in: 'audiences.0',
      says: 'The client that you make for Gatehouse, or another value of your choice.',
    },
    { in: 'rules.0.when.equals', says: 'A role of the realm, given to whom is to be admitted.' },
  ],
  notes: [
    'aud has to be added: give the calling client a client scope with an audience mapper for the audience that is entered here. The audience account, which tokens have by themselves, is no proof that one is meant for Gatehouse.',
    'Roles of a client are at resource_access.CLIENT.roles; write /resource_access/CLIENT/roles when its id has a dot.',
    'Realm roles serve as groups here. Keycloak’s own groups are in tokens only with a group membership mapper; name its claim then.',
    'Lightweight access tokens leave roles out; switch them off for the client.',
    'If the realm verifies e-mail addresses (email_verified) and the product is Jira, accounts can be found by them instead of by links.',
    'Up to version 16 the issuer is https://{host}/auth/realms/{realm}.',
  ],
}

export const DIRECTORY_PRESETS: readonly Preset[] = [ENTRA, OKTA, KEYCLOAK]
