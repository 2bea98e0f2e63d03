import type { Condition } from '../install/descriptor.ts'
import type { DeclaredModule } from '../install/descriptor-modules.ts'
import type { Account } from '../people/account.ts'

function holds(condition: Condition, account: Account | undefined): boolean {
  if ('conditions' in condition) {
    const results = condition.conditions.map((one) => holds(one, account))
    return condition.type.toLowerCase() === 'or' ? results.some(Boolean) : results.every(Boolean)
  }
  const isAdmin = account?.isAdmin === true
  const known: Readonly<Record<string, boolean>> = {
    user_is_admin: isAdmin,
    user_is_sysadmin: isAdmin,
    user_is_logged_in: account !== undefined,
    addon_is_licensed: false,
  }
  // Conditions that need data of the product count as true: the page is shown rather than lost.
  const value = known[condition.condition] ?? true
  return condition.invert === true ? !value : value
}

/** Whether the product would show the module. Admin pages are for admins, whatever their conditions say. */
export function isShown({ kind, module }: DeclaredModule, account: Account | undefined): boolean {
  if (kind === 'adminPages' && account?.isAdmin !== true) return false
  return (module.conditions ?? []).every((condition) => holds(condition, account))
}
