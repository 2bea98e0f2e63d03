/**
 * What Confluence reads when an admin installs the app. Why each scope and module is asked for is in
 * docs/descriptor.md; the base URL is filled in at start.
 */
export const CONFLUENCE_DESCRIPTOR = {
  key: 'gatehouse-confluence',
  name: 'Gatehouse for Confluence',
  description:
    "Keyless, governed access to Confluence's REST API: scripts, jobs and agents call it with an identity they already have, admins set the rules, and every call is on record.",
  vendor: { name: 'Gatehouse', url: 'https://gatehouse.example.com' },
  authentication: { type: 'jwt' },
  apiVersion: 1,
  apiMigrations: { gdpr: true, 'signed-install': true, 'context-qsh': true },
  enableLicensing: false,
  scopes: ['READ', 'WRITE', 'DELETE', 'ACT_AS_USER'],
  lifecycle: {
    installed: '/installed',
    uninstalled: '/uninstalled',
    enabled: '/enabled',
    disabled: '/disabled',
  },
  modules: {
    generalPages: [
      {
        key: 'api-access',
        name: { value: 'API access' },
        url: '/pages/api-access',
        conditions: [{ condition: 'user_is_logged_in' }],
      },
    ],
    adminPages: [
      {
        key: 'overview',
        name: { value: 'Gatehouse overview' },
        url: '/pages/overview',
        conditions: [{ condition: 'user_is_admin' }],
      },
      {
        key: 'administration',
        name: { value: 'Gatehouse administration' },
        url: '/pages/admin',
        conditions: [{ condition: 'user_is_admin' }],
      },
      {
        key: 'providers',
        name: { value: 'Identity providers' },
        url: '/pages/providers',
        conditions: [{ condition: 'user_is_admin' }],
      },
      {
        key: 'rules',
        name: { value: 'Gatehouse rules' },
        url: '/pages/rules',
        conditions: [{ condition: 'user_is_admin' }],
      },
    ],
    webhooks: [{ event: 'user_removed', url: '/webhooks/user-removed' }],
  },
} as const
