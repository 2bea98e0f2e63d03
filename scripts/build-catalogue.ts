import { writeFileSync } from 'node:fs'
import { fetchExtracts } from './catalogue/fetch-extracts.ts'
import { buildTables } from './catalogue/tables.ts'
import { writeTable } from './catalogue/write-table.ts'

// The catalogue of the products' operations. `--fetch` reads the packages that are not installed anew too.
if (process.argv.includes('--fetch')) fetchExtracts()
for (const [file, table] of Object.entries(buildTables())) {
  const target = new URL(`../src/policy/catalogue/${file}`, import.meta.url)
  writeFileSync(target, writeTable(table))
  console.log(`${file}: ${table.operations.length} operations`)
}
