import { timingSafeEqual } from 'node:crypto'
import { Secret } from './secret.ts'

/**
 * Whether two values of plain data say the same: members in any order, an absent one like
 * `undefined`, secrets by what they hold. Node's own comparison finds any two secrets equal, since it
 * does not look into private members.
 */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Secret && b instanceof Secret) return holdTheSame(a, b)
  if (!isPlain(a) || !isPlain(b)) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [ofA, ofB] = [new Map(Object.entries(a)), new Map(Object.entries(b))]
  const names = new Set([...ofA.keys(), ...ofB.keys()])
  return [...names].every((name) => isSameValue(ofA.get(name), ofB.get(name)))
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Secret)
}

function holdTheSame(a: Secret, b: Secret): boolean {
  const [left, right] = [Buffer.from(a.reveal(), 'utf8'), Buffer.from(b.reveal(), 'utf8')]
  return left.length === right.length && timingSafeEqual(left, right)
}
