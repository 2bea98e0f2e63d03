/**
 * A number with its thing: "no active token", "1 active token", "3 active tokens".
 * @param things of many, where that is not the thing and an s
 */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  if (count === 0) return `no ${thing}`
  return `${String(count)} ${count === 1 ? thing : things}`
}
