// Says the number of each call when it is due. A thread of its own, since a timer of Node is late by up to
// a millisecond, which is longer than what is measured.
import { parentPort, workerData } from 'node:worker_threads'

const { startMs, everyMs, count } = workerData
const sleeper = new Int32Array(new SharedArrayBuffer(4))

// The monotonic clock is one for all threads; `performance.now()` begins anew in each.
const now = () => Number(process.hrtime.bigint()) / 1e6

for (let number = 0; number < count; number += 1) {
  const left = startMs + number * everyMs - now()
  if (left > 0) Atomics.wait(sleeper, 0, 0, left)
  parentPort.postMessage(number)
}
