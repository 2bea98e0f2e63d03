import type { FromPrimary, FromWorker, Line } from './messages.ts'

/** The line from this process, which is a worker, to its primary. */
export function lineToPrimary(): Line<FromPrimary, FromWorker> {
  return {
    send(message, failed) {
      if (process.send === undefined) throw new Error('this process has no primary')
      process.send(message, undefined, undefined, (cause) => {
        if (cause !== null) failed?.(cause)
      })
    },
    onMessage(listen) {
      // Both ends of the line are this program; the cluster's own messages do not come here.
      process.on('message', (message: FromPrimary) => {
        listen(message)
      })
    },
  }
}
