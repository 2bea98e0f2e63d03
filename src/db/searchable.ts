/**
 * Whether texts can be looked for. SQLite reads a statement up to its first NUL, and Sequelize writes
 * what is looked for into the statement: an id with one, which anybody can put into an address, would
 * end as a fault of ours. Nothing that is kept has one.
 */
export function areSearchable(...texts: readonly string[]): boolean {
  return texts.every((text) => !text.includes('\0'))
}
