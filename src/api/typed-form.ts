import { record } from './forms.ts'
import type { JsonSchema } from './operation.ts'

/** Names of the members that may be absent. */
type OptionalName<T> = { [Name in keyof T]-?: object extends Pick<T, Name> ? Name : never }[keyof T]

type Forms<Name extends PropertyKey> = Readonly<Record<Name, JsonSchema>>

/**
 * The form of a type, which has to name each of its members on the right side: one that is added to the
 * type and forgotten here does not compile.
 */
export function formLike<T extends object>(
  required: Forms<Exclude<keyof T, OptionalName<T>>>,
  optional: Forms<OptionalName<T>>,
): JsonSchema {
  return record(required, optional)
}
