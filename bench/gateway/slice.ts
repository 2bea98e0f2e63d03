import { setTimeout as delay } from 'node:timers/promises'
import type { Running } from './contender.ts'
import { putLoad, type LoadFigures } from './load.ts'
import { cpuUsOf, machineUs, ownCpuUs, pssMibOf, treeOf } from './proc.ts'
import type { Rig } from './rig.ts'
import { faultsOf } from './slice-faults.ts'

/** One contender under load for some seconds. */
export interface Slice extends LoadFigures {
  readonly perSecond: number
  /** CPU time of the proxy for each answered call, in microseconds; undefined without a proxy. */
  readonly cpuUs: number | undefined
  /** The same with what it still worked when the load was over. */
  readonly cpuUsCaughtUp: number | undefined
  readonly pssMib: number | undefined
  /** What others took from the machine meanwhile, in parts of one core. */
  readonly foreign: number
  readonly upstreamCalls: number
  readonly auditedCalls: number | undefined
  /** With one of these the slice is void. */
  readonly faults: readonly string[]
}

export interface SliceOptions {
  readonly connections: number
  readonly seconds: number
  readonly warmUpSeconds: number
}

const SETTLE_STEP_MS = 500
const SETTLE_MAX_MS = 20_000
const IDLE_PART = 0.02

export async function measureSlice(
  rig: Rig,
  running: Running,
  { connections, seconds, warmUpSeconds }: SliceOptions,
): Promise<Slice> {
  await putLoad(running, connections, warmUpSeconds)
  await settled(running.pid)
  const before = { ...(await countsOf(rig, running)), ...cpuOf(rig, running) }

  const load = await putLoad(running, connections, seconds)
  const after = cpuOf(rig, running)
  const memory = running.pid === undefined ? undefined : pssMibOf(treeOf(running.pid))
  await settled(running.pid)
  const late = cpuOf(rig, running)
  const counts = await countsOf(rig, running)

  const perCall = (us: number) => (running.pid === undefined ? undefined : us / load.requests)
  const foreignUs = after.machineUs - before.machineUs - (after.oursUs - before.oursUs)
  const figures = {
    ...load,
    perSecond: (load.requests / load.durationUs) * 1_000_000,
    cpuUs: perCall(after.proxyUs - before.proxyUs),
    cpuUsCaughtUp: perCall(late.proxyUs - before.proxyUs),
    pssMib: memory,
    foreign: Math.max(0, foreignUs / load.durationUs),
    upstreamCalls: counts.upstreamCalls - before.upstreamCalls,
    auditedCalls:
      counts.auditedCalls === undefined || before.auditedCalls === undefined
        ? undefined
        : counts.auditedCalls - before.auditedCalls,
  }
  return { ...figures, faults: faultsOf(figures, connections) }
}

async function countsOf({ upstream }: Rig, running: Running) {
  return { upstreamCalls: await upstream.calls(), auditedCalls: await running.auditedCalls?.() }
}

// The load generator is a child of this very process, and counted with it when it has ended.
function cpuOf({ upstream }: Rig, { pid }: Running) {
  const proxyUs = pid === undefined ? 0 : cpuUsOf(treeOf(pid))
  const upstreamUs = cpuUsOf(upstream.pids.flatMap((each) => treeOf(each)))
  return { proxyUs, oursUs: proxyUs + upstreamUs + ownCpuUs(), machineUs: machineUs() }
}

/** Waits until a proxy does next to nothing, so that what it put off is counted as its work too. */
async function settled(pid: number | undefined): Promise<void> {
  if (pid === undefined) return
  const until = performance.now() + SETTLE_MAX_MS
  while (performance.now() < until) {
    const before = cpuUsOf(treeOf(pid))
    await delay(SETTLE_STEP_MS)
    if (cpuUsOf(treeOf(pid)) - before <= SETTLE_STEP_MS * 1000 * IDLE_PART) return
  }
}
