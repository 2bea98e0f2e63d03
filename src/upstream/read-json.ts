import { Refusal } from '../lib/refusal.ts'
import type { AnswerBody } from './answer-body.ts'

/** @throws Refusal `upstream/broken-answer` when the body is too long, breaks off, or is no JSON */
export async function readJson(body: AnswerBody, bytesMax: number): Promise<unknown> {
  const bytes = await body.read(bytesMax)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new Refusal('upstream/broken-answer', { detail: 'answer is not JSON', cause })
  }
}
