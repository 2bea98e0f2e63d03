/** What a question is found by: its whole name, and of that the tenant and the path by themselves. */
interface Named {
  readonly tenantId: string
  readonly path: string
  readonly key: string
}

/**
 * The questions that may be joined just now. They are looked for by tenant and path, and their whole names are
 * compared only where such a one is under way: most are asked by nobody else, and looking each up by its name
 * of some hundred bytes takes longer than all else that is done about them. Of one path at most as many are
 * compared as there may be calls on their way to one site.
 */
export class Leads<Lead extends Named> {
  readonly #ofTenants = new Map<string, Map<string, readonly Lead[]>>()

  find({ tenantId, path, key }: Named): Lead | undefined {
    const here = this.#ofTenants.get(tenantId)?.get(path)
    return here?.find((each) => each.key === key)
  }

  /** In place of one of the same name. */
  add(lead: Lead): void {
    const { tenantId, path, key } = lead
    const ofTenant = this.#ofTenants.get(tenantId) ?? new Map<string, readonly Lead[]>()
    const here = ofTenant.get(path)
    ofTenant.set(
      path,
      here === undefined ? [lead] : [...here.filter((each) => each.key !== key), lead],
    )
    this.#ofTenants.set(tenantId, ofTenant)
  }

  remove(lead: Lead): void {
    const { tenantId, path } = lead
    const ofTenant = this.#ofTenants.get(tenantId)
    const here = ofTenant?.get(path)
    if (ofTenant === undefined || here?.includes(lead) !== true) return
    if (here.length > 1) {
      ofTenant.set(
        path,
        here.filter((each) => each !== lead),
      )
      return
    }
    ofTenant.delete(path)
    if (ofTenant.size === 0) this.#ofTenants.delete(tenantId)
  }

  forget(tenantId: string): void {
    this.#ofTenants.delete(tenantId)
  }
}
