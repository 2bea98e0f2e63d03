/**
 * Whether JSON nests deeper than so many levels, the whole being the first. Level by level: a walk that
 * called itself would be stopped by the very depth that it is to find.
 */
export function isDeeperThan(levels: number, whole: object): boolean {
  let level: object[] = [whole]
  for (let depth = 0; depth < levels && level.length > 0; depth += 1) level = level.flatMap(inside)
  return level.length > 0
}

function inside(value: object): object[] {
  const members: unknown[] = Object.values(value)
  return members.filter((each) => typeof each === 'object' && each !== null)
}
