/** Things that count how often they are looked at: a promise about work, kept without a stop-watch. */

/** A list that counts the reads of its elements. */
export function aCountedList(elements: readonly unknown[]) {
  let looks = 0
  const values = new Proxy(elements, {
    get(target, name) {
      if (typeof name === 'string' && /^\d/.test(name)) looks += 1
      return Reflect.get(target, name) as unknown
    },
  })
  return { values, looks: () => looks }
}

/** An object that counts how often somebody asks which members it has, or for one of them. */
export function aCountedObject<T extends object>(members: T) {
  let looks = 0
  const value = new Proxy(members, {
    get(target, name) {
      looks += 1
      return Reflect.get(target, name) as unknown
    },
    ownKeys(target) {
      looks += 1
      return Reflect.ownKeys(target)
    },
    getOwnPropertyDescriptor(target, name) {
      looks += 1
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
  })
  return { value, looks: () => looks }
}
