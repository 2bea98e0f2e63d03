import type { DataCenterOperationDeps } from '../../src/api/data-center-operations.ts'
import type { GatewayDeps } from '../../src/gateway/gateway.ts'
import { createCsrfTokens } from '../../src/identity/sign-on/csrf-token.ts'
import { NOT_MINE } from '../../src/identity/credential.ts'
import { Secret } from '../../src/lib/secret.ts'

/** For a gateway in front of sites of the Cloud alone. */
export const NO_DATA_CENTER: GatewayDeps['dataCenter'] = {
  signOns: {
    cookieNameOf: () => undefined,
    authenticate: () => NOT_MINE,
    end: async () => {},
  },
  csrf: createCsrfTokens(new Secret('a key of tests')),
  ownOrigin: 'https://gatehouse.example.com',
  onSignedOut: async () => {},
  onFault: async () => {},
}

/** The same for the management API. */
export const NO_SIGN_ONS: DataCenterOperationDeps = {
  signOn: {
    healthOf: () => ({ kind: 'untried', since: 0 }),
    addressRule: () => 'unknown',
    endSessions: async () => {},
  },
}
