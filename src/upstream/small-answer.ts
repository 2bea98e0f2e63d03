import { request } from 'undici'
import { Refusal } from '../lib/refusal.ts'
import { withDeadline } from './deadline.ts'
import { wireFault } from './wire-fault.ts'

export interface SmallAnswer {
  readonly status: number
  readonly text: string
}

/**
 * GETs a short text. Redirects are not followed, and the whole exchange, body included, has to end
 * within the time.
 *
 * @throws Refusal `upstream/timeout`, `upstream/unreachable`, `upstream/broken-answer`
 */
export function readSmallAnswer(
  url: string,
  limits: { readonly timeoutMs: number; readonly bytesMax: number },
): Promise<SmallAnswer> {
  return withDeadline(limits.timeoutMs, async (signal) => {
    try {
      const { statusCode, body } = await request(url, { signal })
      const chunks: Buffer[] = []
      let bytes = 0
      // undici's body yields Buffers unless an encoding was set on it.
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length
        if (bytes > limits.bytesMax) {
          throw new Refusal('upstream/broken-answer', { detail: 'answer is too long' })
        }
        chunks.push(chunk)
      }
      return { status: statusCode, text: Buffer.concat(chunks).toString('utf8') }
    } catch (cause) {
      throw wireFault(cause, false)
    }
  })
}
