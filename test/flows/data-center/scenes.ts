import type { ResourceRule } from '../../../src/policy/resource-rule.ts'
import {
  aDataCenterWorld,
  EVERYTHING_BY_FIRST_PREFIX,
  type DataCenterWorld,
} from '../../support/a-data-center-world.ts'
import { aTrustedSigner } from '../../support/token-signer.ts'

const ME = '/rest/api/user/current'
const SPACE: ResourceRule = {
  ...EVERYTHING_BY_FIRST_PREFIX,
  id: 'space',
  path: '/rest/token-auth/api/space',
}

/** How a caller meets the codes that only Data Center sites have. */
export function dataCenterScenes() {
  const scene =
    (play: (world: DataCenterWorld, token: string) => Promise<Response>) => async () => {
      const world = await aDataCenterWorld()
      try {
        world.crowd.addUser('jane')
        world.crowd.addUser('svc-ci')
        return await play(world, world.crowd.signIn('jane', { remoteAddress: '127.0.0.1' }))
      } finally {
        await world.stop()
      }
    }
  const asService = async (world: DataCenterWorld, path: string) => {
    const signer = await aTrustedSigner(world)
    const authorization = `Bearer ${await signer.tokenOf('svc-ci')}`
    return world.call(path, { headers: { authorization } })
  }
  return {
    'crowd/unavailable': scene((world, token) => {
      world.crowd.faults.status = 500
      return world.browse(token, ME)
    }),
    'crowd/app-refused': scene((world, token) => {
      world.crowd.application.remoteAddresses.length = 0
      return world.browse(token, ME)
    }),
    'request/cross-site': scene((world, token) => world.browse(token, ME, { method: 'DELETE' })),
    'call/no-way': scene((world) => asService(world, ME)),
    'upstream/wrong-user': scene((world, token) => {
      world.confluence.faults.wrongUser = 'mallory'
      return world.browse(token, ME)
    }),
    'upstream/not-allowlisted': scene(async (world) => {
      await world.decide({ resources: [SPACE] })
      return asService(world, SPACE.path)
    }),
  }
}
