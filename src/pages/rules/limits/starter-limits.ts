import type { LimitRule } from '../../../policy/limit-rule.ts'

/** Limits that most sites are well served with, each added by one click. */
export const STARTER_LIMITS: readonly { readonly says: string; readonly rule: LimitRule }[] = [
  {
    says: 'One program that runs wild is slowed down, and nobody else notices.',
    rule: {
      id: 'each-credential',
      name: 'Each credential',
      state: 'on',
      per: 'credential',
      points: 600,
      seconds: 60,
    },
  },
  {
    says: 'All programs together leave the product enough room for its people.',
    rule: {
      id: 'whole-site',
      name: 'The whole site',
      state: 'on',
      per: 'tenant',
      points: 3_000,
      seconds: 60,
    },
  },
]
