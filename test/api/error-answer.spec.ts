import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express, { type RequestHandler } from 'express'
import { createErrorAnswer } from '../../src/api/error-answer.ts'
import { nameRequest } from '../../src/lib/request-name.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { testLog } from '../support/sinks.ts'

describe('the problem document of the Express side', () => {
  it('has the name that its door gave the request, or else one of its own', async () => {
    const named = (name: string) => ({ ...systemIds, next: () => name })
    for (const [doors, requestId] of [
      [[nameRequest(named('by the door'))], 'by the door'],
      [[], 'by the last handler'],
    ] as const) {
      const { log, lines } = testLog()
      const answer = await answerOf(
        [
          ...doors,
          (_req, _res, next) => {
            next(new Refusal('request/not-found'))
          },
        ],
        createErrorAnswer({ ids: named('by the last handler'), log }),
      )
      expect(answer.headers.get('gatehouse-request-id')).to.equal(requestId)
      expect(await answer.json()).to.include({ code: 'request/not-found', requestId })
      expect(lines.join('')).to.contain(`"requestId":"${requestId}"`)
    }
  })
})

async function answerOf(
  handlers: readonly RequestHandler[],
  last: ReturnType<typeof createErrorAnswer>,
): Promise<Response> {
  const server = express()
    .use([...handlers], last)
    .listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  // A listening TCP server always has an address object.
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${String(port)}/`)
  server.close()
  return answer
}
