/** What a piece of work rejects with. @throws Error when it does not */
export async function rejectionOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (thrown) {
    return thrown
  }
  throw new Error('nothing was thrown')
}
