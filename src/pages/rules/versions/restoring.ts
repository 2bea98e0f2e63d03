import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import type { Parsed } from '../../../lib/fault.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { parsePolicy } from '../../../policy/parse-policy.ts'
import { kindOf } from '../../../policy/site-kind.ts'
import type { Tenant } from '../../../tenants/tenant.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import type { PageHandler, PagesDeps } from '../../page-room.ts'
import type { TabTools } from '../../page-tab.ts'
import { ANSWER } from '../present-question.ts'
import { TRY, tryOut } from '../replay/try-out.ts'
import { sentForm } from '../sent-form.ts'
import { presentChange, presentFaults } from './present-change.ts'
import { demandDocument, replaceAt, versionIn, versionWords } from './version-documents.ts'
import { panelWith, type VersionsModel } from './versions-panel.ts'

export interface Restoring {
  /** Shows what going back would mean. */
  readonly ask: PageHandler
  readonly restore: PageHandler
}

export function createRestoring(
  deps: PagesDeps,
  tools: TabTools,
  showList: (admin: Person) => Promise<VersionsModel>,
): Restoring {
  const { policies, clock, settings } = deps

  // What was acceptable once need not be today: it goes the way of any document that is sent in. Its
  // own secrets and ends are what it is compared with, so that all of them come back with it.
  function restorable(old: PolicyDocument, tenant: Tenant): Parsed<PolicyDocument> {
    const { allowPrivateAddresses } = settings
    const input: unknown = JSON.parse(JSON.stringify(old))
    const context = { ...kindOf(tenant), allowPrivateAddresses, existing: old, now: clock.now() }
    return parsePolicy(input, context)
  }

  async function panelFor(admin: Person, version: number, isTrial = false): Promise<VersionsModel> {
    const { tenant } = admin
    const old = await demandDocument(deps, tenant.id, version)
    const current = await policies.read(tenant.id)
    const parsed = restorable(old, tenant)
    const isTried = isTrial && parsed.kind !== 'refused'
    const trial = isTried ? await tryOut(deps, admin, parsed.value) : undefined
    return panelWith({
      restoring: {
        words: versionWords(version),
        base: current.version,
        action: `${tools.actions}/${String(version)}/restore/apply`,
        tryAction: `${tools.actions}/${String(version)}/restore`,
        backAction: tools.actions,
        change: presentChange(current.document, old, trial),
        faults: parsed.kind === 'refused' ? presentFaults(parsed.faults) : undefined,
      },
    })
  }

  async function ask(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const isTrial = sentForm(req.body).text(ANSWER) === TRY
    await tools.send(res, await panelFor(admin, versionIn(req.params['version']), isTrial))
  }

  async function restore(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const version = versionIn(req.params['version'])
    const base = versionIn(sentForm(req.body).text('base'))
    const old = await demandDocument(deps, admin.tenant.id, version)
    const parsed = restorable(old, admin.tenant)
    if (parsed.kind === 'refused') {
      return tools.send(res, await panelFor(admin, version), { alert: FAULTY })
    }
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    if (!(await replaceAt(deps, admin.tenant.id, by, base, parsed.value))) {
      return tools.send(res, await panelFor(admin, version), { alert: OUTDATED })
    }
    const words = versionWords(version)
    const notice = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)} is restored. It holds from the next call on.`
    await tools.send(res, await showList(admin), { notice })
  }

  return { ask, restore }
}

const FAULTY = 'Nothing was restored: please look at what is wrong with this version.'
const OUTDATED =
  'Nothing was restored: somebody has changed the rules meanwhile. Below is what restoring would change now.'
