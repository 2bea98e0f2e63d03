import type { FilterTexts } from '../../../audit/event-filter.ts'

/** Of the management API, which a page of an administrator may ask as well. */
const EXPORT_PATH = '/api/v1/events/export'

export interface ExportModel {
  readonly files: readonly {
    readonly label: string
    readonly address: string
    readonly fileName: string
  }[]
  /** Where a program gets the same. */
  readonly api: string
}

/** What the list is limited to, as files. @param day of today, which the files are named for */
export function presentExport(
  texts: FilterTexts,
  { baseUrl, day }: { readonly baseUrl: string; readonly day: string },
): ExportModel {
  const address = (format: string) =>
    `${EXPORT_PATH}?${new URLSearchParams({ format, ...texts }).toString()}`
  const file = (label: string, format: string) => ({
    label,
    address: address(format),
    fileName: `gatehouse-events-${day}.${format}`,
  })
  return {
    files: [file('Save as CSV', 'csv'), file('Save as NDJSON', 'ndjson')],
    api: `${baseUrl}${address('ndjson')}`,
  }
}
