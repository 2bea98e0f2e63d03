import { Refusal } from '../../../lib/refusal.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../../policy/policy-document.ts'
import type { PagesDeps } from '../../page-room.ts'

type Policies = Pick<PagesDeps, 'policies'>

/** Before the first change there was what holds where nobody decides anything, and it is stored nowhere. */
export async function documentAt(
  { policies }: Policies,
  tenantId: string,
  version: number,
): Promise<PolicyDocument | undefined> {
  if (version === DEFAULT_POLICY.version) return DEFAULT_POLICY.document
  return (await policies.readVersion(tenantId, version))?.document
}

/** @throws Refusal `request/not-found` for a version that is not kept */
export async function demandDocument(
  deps: Policies,
  tenantId: string,
  version: number,
): Promise<PolicyDocument> {
  const document = await documentAt(deps, tenantId, version)
  if (document === undefined) {
    throw new Refusal('request/not-found', { detail: `version ${version} is not kept` })
  }
  return document
}

/** How a version is called within a sentence. */
export function versionWords(version: number): string {
  return version === DEFAULT_POLICY.version
    ? 'what was before the first change'
    : `version ${String(version)}`
}

/** @throws Refusal `request/not-found` for what is no version */
export function versionIn(text: string | undefined): number {
  if (text === undefined || !/^(?:0|[1-9]\d{0,14})$/.test(text)) {
    throw new Refusal('request/not-found', { detail: 'no version' })
  }
  return Number(text)
}

/**
 * Makes a whole document the newest version, unless somebody made another since this one was looked at.
 * @returns whether it was made
 */
export async function replaceAt(
  { policies }: Policies,
  tenantId: string,
  by: { readonly actor: string; readonly requestId: string },
  base: number,
  document: PolicyDocument,
): Promise<boolean> {
  let isCurrent = false
  await policies.change(tenantId, by, (current) => {
    isCurrent = current.version === base
    return isCurrent ? document : current.document
  })
  return isCurrent
}
