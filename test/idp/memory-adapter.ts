import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/**
 * Where the provider keeps what it has issued. Ours rather than the package's own: a provider that is
 * built anew with other keys has to find the tokens, grants and used assertions of the one before.
 */
export function createMemoryAdapter(): AdapterFactory {
  const stored = new Map<string, AdapterPayload>()
  return (model): Adapter => {
    const key = (id: string) => `${model}:${id}`
    const findBy = (member: 'uid' | 'userCode', value: string) =>
      [...stored].find(([name, each]) => name.startsWith(key('')) && each[member] === value)?.[1]
    return {
      upsert: async (id, payload) => void stored.set(key(id), payload),
      find: async (id) => stored.get(key(id)),
      findByUid: async (uid) => findBy('uid', uid),
      findByUserCode: async (code) => findBy('userCode', code),
      destroy: async (id) => void stored.delete(key(id)),
      async consume(id) {
        const payload = stored.get(key(id))
        if (payload !== undefined) payload['consumed'] = true
      },
      async revokeByGrantId(grantId) {
        for (const [name, payload] of stored) if (payload.grantId === grantId) stored.delete(name)
      },
    }
  }
}
