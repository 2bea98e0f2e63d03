/** What has to be closed at the end, in the order of its opening. */
export type Opened = (() => Promise<unknown>)[]

export interface Told {
  /** How many of the calls went otherwise than they should. */
  readonly faults: number
  /** What to try next, ready to be pasted. */
  readonly invitation: string
}

export interface Demo extends Told {
  stop(): Promise<void>
}

/** Tells a story once; what it opened stays open until it is stopped, or at once if it fails. */
export async function runStory(tell: (opened: Opened) => Promise<Told>): Promise<Demo> {
  const opened: Opened = []
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    return { ...(await tell(opened)), stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}
