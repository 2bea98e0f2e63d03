/** What an administrator can do about people who have signed on by Crowd. */
export interface SignOnSessions {
  /**
   * Ends the sessions at the product that are held for a user, or for everybody, in every process: the next
   * call asks Crowd and opens a new one. The session at Crowd itself goes on.
   * @param userName undefined: everybody
   */
  end(
    tenantId: string,
    userName: string | undefined,
    by: { readonly actor: string; readonly requestId: string },
  ): Promise<void>
}
