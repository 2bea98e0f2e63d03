import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { untrusted } from './untrusted.ts'

const contextSchema = z.object({
  clientKey: z.string(),
  userAccountId: z.string().optional(),
})

/** Whom ACE took the request to come from. */
type AceContext = Readonly<z.infer<typeof contextSchema>>

/**
 * Asks one of ACE's handlers about a request of our own making, which holds nothing but the token
 * that the gate has read. So ACE cannot find another token than the gate did, and the session token
 * that it puts on every answer (`X-acpt`) ends here.
 *
 * @param body what the handler compares the token with; empty when it compares nothing
 * @throws Refusal `product/untrusted`
 */
export function askAce(
  handler: RequestHandler,
  tokenText: string,
  body: object,
): Promise<AceContext> {
  const request = {
    method: 'POST',
    originalUrl: '/',
    query: {},
    headers: { authorization: `JWT ${tokenText}` },
    body,
    context: undefined,
  }
  const response = { locals: {}, setHeader: () => undefined }
  return new Promise((resolve, reject) => {
    const answer = (refused?: unknown) => {
      // With `AC_OPTS=no-auth` ACE passes everything on without a context: that is no answer.
      const context = contextSchema.safeParse(request.context)
      if (refused === undefined && context.success) resolve(context.data)
      else reject(untrusted('signature'))
    }
    // ACE 11.5.3 reads these members of request and response and no others (lib/middleware).
    handler(request as unknown as Request, response as unknown as Response, answer)
  })
}
