// A floor that imports a door: check-rules.ts asserts that this is found.
export { aDoor } from '../connect/a-door.ts'
