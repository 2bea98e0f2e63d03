import { Secret } from '../../../src/lib/secret.ts'
import type { Tenant } from '../../../src/tenants/tenant.ts'

/** What makes a tenant one of Data Center, with a Crowd. */
export const DATA_CENTER = {
  baseUrl: 'https://wiki.example.com',
  host: 'wiki.example.com',
  dataCenter: {
    admins: ['ada'],
    crowd: {
      baseUrl: 'https://crowd.example.com/crowd',
      application: 'gatehouse',
      password: new Secret('the-password-of-the-application'),
    },
    sessions: { idleMinutes: 15, acceptsAnyAddress: false, origins: [] },
    tokenAuth: undefined,
  },
} as const satisfies Partial<Tenant>
