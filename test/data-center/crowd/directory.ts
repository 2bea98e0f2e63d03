/** Users and groups of one Crowd. */
export interface Directory {
  /** Groups that do not exist yet are made. */
  addUser(name: string, groups: readonly string[]): void
  removeUser(name: string): void
  hasUser(name: string): boolean
  /** Adds parents to a group that exists already. */
  addGroup(name: string, parents: readonly string[]): void
  groupNames(): readonly string[]
  /** Groups that hold the user directly or through other groups, by name; rings are walked once. */
  nestedGroupsOf(userName: string): readonly string[]
}

/** An empty directory. */
export function createDirectory(): Directory {
  const groupsByUser = new Map<string, readonly string[]>()
  const parentsByGroup = new Map<string, readonly string[]>()

  function addGroup(name: string, parents: readonly string[]): void {
    const known = parentsByGroup.get(name) ?? []
    parentsByGroup.set(name, [...new Set([...known, ...parents])])
    for (const parent of parents) if (!parentsByGroup.has(parent)) addGroup(parent, [])
  }

  return {
    addGroup,
    addUser(name, groups) {
      for (const group of groups) addGroup(group, [])
      groupsByUser.set(name, groups)
    },
    removeUser: (name) => void groupsByUser.delete(name),
    hasUser: (name) => groupsByUser.has(name),
    groupNames: () => [...parentsByGroup.keys()].sort(),
    nestedGroupsOf(userName) {
      const found = new Set(groupsByUser.get(userName))
      for (const group of found) for (const each of parentsByGroup.get(group) ?? []) found.add(each)
      return [...found].sort()
    },
  }
}
