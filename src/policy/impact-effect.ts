/** What a change means for callers, in a sentence that an admin understands. */
export interface Effect {
  readonly way: 'loses' | 'gains'
  readonly says: string
}

export function loses(says: string): Effect {
  return { way: 'loses', says }
}

export function gains(says: string): Effect {
  return { way: 'gains', says }
}

export function when(holds: boolean, effect: Effect): readonly Effect[] {
  return holds ? [effect] : []
}

/** Things with ids, side by side: those of either list, in the order of the later one. */
export function sideBySide<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): readonly { readonly then: T | undefined; readonly now: T | undefined }[] {
  const removed = before.filter(({ id }) => !after.some((each) => each.id === id))
  return [
    ...after.map((now) => ({ then: before.find(({ id }) => id === now.id), now })),
    ...removed.map((then) => ({ then, now: undefined })),
  ]
}

/** What is in one list and not in the other. */
export function listChanges<T>(before: readonly T[], after: readonly T[]) {
  return {
    added: after.filter((each) => !before.includes(each)),
    removed: before.filter((each) => !after.includes(each)),
  }
}
