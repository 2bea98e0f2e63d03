import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { createComparing } from './comparing.ts'
import { createImporting, IMPORT_FORM } from './importing.ts'
import { presentVersionList, VERSIONS_SHOWN_MAX } from './present-version-list.ts'
import { createRestoring } from './restoring.ts'
import { versionIn } from './version-documents.ts'
import { panelWith, type VersionsModel } from './versions-panel.ts'

/** What was decided before: looking at it, going back to it, and taking it along. */
export function createVersionsTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies, clock, product } = deps

  async function listFor({ tenant }: Person, before?: number): Promise<VersionsModel> {
    const [{ version: current }, versions] = await Promise.all([
      policies.read(tenant.id),
      policies.versions(tenant.id, { limit: VERSIONS_SHOWN_MAX + 1, before }),
    ])
    const { personPath } = wordsOf(product)
    const view = { current, now: clock.now(), personPath, actions: tools.actions, before }
    return panelWith({ list: presentVersionList(versions, view) })
  }

  async function list(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const before = sentForm(req.body).text('before')
    const panel = await listFor(admin, before === '' ? undefined : versionIn(before))
    await tools.send(res, panel)
  }

  const showList = (admin: Person) => listFor(admin)
  const { compare, exportPolicy } = createComparing(deps, tools)
  const { ask, restore } = createRestoring(deps, tools, showList)
  const importing = createImporting(deps, tools, showList)
  return {
    id: 'versions',
    title: 'Versions',
    present: showList,
    actions: [
      { path: '/list', handle: list },
      { path: '/export', handle: exportPolicy },
      { path: '/import', handle: importing.open },
      { path: '/import/check', handle: importing.check, limits: IMPORT_FORM },
      { path: '/import/apply', handle: importing.apply, limits: IMPORT_FORM },
      { path: '/:version/diff', handle: compare },
      { path: '/:version/restore', handle: ask },
      { path: '/:version/restore/apply', handle: restore },
    ],
  }
}
