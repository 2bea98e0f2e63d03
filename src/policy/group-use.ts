import type { PolicyDocument } from './policy-document.ts'
import type { Who } from './who.ts'

/** What being a member of a group is good and bad for. */
export interface GroupUse {
  /** Something can be done by members alone, or by them as well. */
  readonly opens: boolean
  /** Something cannot be done by members. */
  readonly closes: boolean
}

export function groupUse({ access, resources }: PolicyDocument, groupId: string): GroupUse {
  const has = (list: 'everyone' | readonly string[]) =>
    list !== 'everyone' && list.includes(groupId)
  const uses = resources
    .filter(({ state }) => state === 'on')
    .flatMap(({ effect, who }) => {
      const opens = effect === 'allow'
      return who === undefined ? [] : meanings(who, groupId).map((isFor) => isFor === opens)
    })
  return {
    opens:
      has(access.mayCall) ||
      has(access.fullAccess) ||
      has(access.mayHoldTokens) ||
      uses.includes(true),
    closes: has(access.readOnly) || uses.includes(false),
  }
}

/** For each mention of the group, whether members are meant, or who is none. */
function meanings(who: Who, groupId: string): boolean[] {
  if ('all' in who) return who.all.flatMap((each) => meanings(each, groupId))
  if ('any' in who) return who.any.flatMap((each) => meanings(each, groupId))
  if ('none' in who) return who.none.flatMap((each) => meanings(each, groupId)).map((is) => !is)
  return 'group' in who && who.group === groupId ? [true] : []
}
