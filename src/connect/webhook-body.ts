import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'
import { accountIdSchema } from './account-id.ts'

// A member of another kind counts as absent: older bodies have a user name in `user`.
const account = accountIdSchema.optional().catch(undefined)
const holder = z.object({ accountId: account }).optional().catch(undefined)

// Jira sends `user.accountId`; Confluence's shape is not documented for Cloud, so the member that
// can only mean the person concerned is believed before one that may mean who did it.
const userEventSchema = z.object({
  user: holder,
  userProfile: holder,
  accountId: account,
  userAccountId: account,
})

/**
 * The account that a user event is about. Only its id is taken: the rest is a hint that may be old
 * by now, so the account is read again from the product.
 *
 * @throws Refusal `request/invalid-input` when it names none; Jira does not send that one again
 */
export function accountOf(body: unknown): string {
  const event = userEventSchema.safeParse(body).data
  const accountId =
    event?.user?.accountId ??
    event?.userProfile?.accountId ??
    event?.accountId ??
    event?.userAccountId
  if (accountId === undefined) {
    throw new Refusal('request/invalid-input', { detail: 'the user event names no account' })
  }
  return accountId
}
