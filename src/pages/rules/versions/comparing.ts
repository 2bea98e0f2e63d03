import type { Request, Response } from 'express'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import type { PageHandler, PagesDeps } from '../../page-room.ts'
import type { TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { presentDifferences } from './present-differences.ts'
import { demandDocument, documentAt, versionIn, versionWords } from './version-documents.ts'
import { panelWith } from './versions-panel.ts'

/** What only looks at versions. */
export interface Comparing {
  /** A version beside the one before it, or beside what holds now. */
  readonly compare: PageHandler
  readonly exportPolicy: PageHandler
}

export function createComparing(
  deps: Pick<PagesDeps, 'guard' | 'isAdmin' | 'policies'>,
  tools: Pick<TabTools, 'actions' | 'send'>,
): Comparing {
  const { policies } = deps

  async function compare(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const version = versionIn(req.params['version'])
    const document = await demandDocument(deps, tenant.id, version)
    const current = await policies.read(tenant.id)
    const previous = version === 0 ? undefined : await documentAt(deps, tenant.id, version - 1)
    const wantsNow = sentForm(req.body).text('against') === 'now' || previous === undefined
    const isCurrent = version === current.version
    await tools.send(
      res,
      panelWith({
        comparison: {
          words: versionWords(version),
          heading: headingOf(version, wantsNow),
          differences: differencesOf(document, wantsNow ? undefined : previous, current.document),
          backAction: tools.actions,
          action: `${tools.actions}/${String(version)}/diff`,
          others: [
            ...(wantsNow && previous !== undefined
              ? [{ against: 'before', label: 'Compare with the one before' }]
              : []),
            ...(wantsNow || isCurrent ? [] : [{ against: 'now', label: 'Compare with now' }]),
          ],
          restoreAction: isCurrent ? undefined : `${tools.actions}/${String(version)}/restore`,
        },
      }),
    )
  }

  async function exportPolicy(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const { version, document } = await policies.read(tenant.id)
    await tools.send(
      res,
      panelWith({
        exported: {
          // Secrets print as `[sealed]`.
          text: JSON.stringify(document, undefined, 2),
          fileName: `gatehouse-${tenant.product}-${tenant.host.replaceAll(/[^a-z0-9.-]/gi, '-')}-v${String(version)}.json`,
          version,
          backAction: tools.actions,
        },
      }),
    )
  }

  return { compare, exportPolicy }
}

function headingOf(version: number, wantsNow: boolean): string {
  return wantsNow
    ? `What changed from ${versionWords(version)} to now`
    : `What Version ${String(version)} changed`
}

// From the earlier to the later, whichever way somebody looks.
function differencesOf(
  document: PolicyDocument,
  previous: PolicyDocument | undefined,
  current: PolicyDocument,
) {
  return previous === undefined
    ? presentDifferences(document, current)
    : presentDifferences(previous, document)
}
