import { createMemoryPoints } from '../../src/db/memory-points.ts'
import { keepsPoints } from '../policy/point-store-contract.ts'

describe('points counted in memory', () => {
  keepsPoints(() => createMemoryPoints())
})
