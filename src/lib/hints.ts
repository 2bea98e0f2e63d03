/**
 * What Gatehouse makes of a refusal of the product, in words for whoever called. The product's own body
 * is passed on beside it unchanged; a hint is as sure as its sentence says.
 */
export const HINTS = {
  'upstream/scope-missing':
    'The app does not have the scope that this operation needs; no rule and no permission can change that.',
  'upstream/app-user-lacks-permission':
    "The call was made as the app, and the app's own user may not do this. An administrator can give it the project role or the space permission.",
  'upstream/user-lacks-permission':
    'The call was made as the user, and the user may not do this in the product either.',
  'upstream/app-refused':
    'The product does not accept the app: it is disabled or uninstalled, or was installed again with another secret. An administrator can see which under "Manage apps".',
  'upstream/user-refused':
    'The product does not let the app act as this user: the account is inactive or has no access to the product.',
  'upstream/ip-not-allowed':
    "The organisation's IP allowlist does not have the address that Gatehouse calls from. An organisation administrator can add it.",
  'upstream/site-suspended':
    'The site is restricted, as after an expired licence or an unpaid bill. Nothing can be called until that is settled with Atlassian.',
  'upstream/site-gone':
    'No site answers at this address any more: it was renamed, or is no more. Use the new address; after a rename the product tells Gatehouse by itself.',
  'upstream/absent-or-hidden-from-app':
    "It is not there, or the app's own user may not see it; the product does not say which.",
  'upstream/absent-or-hidden-from-user':
    'It is not there, or the user may not see it; the product does not say which.',
  'upstream/operation-removed':
    'The product has taken this operation away. Its changelog names what to call instead.',
  'upstream/wrong-api-host':
    'The credential is an Atlassian token with scopes, which works at api.atlassian.com alone and never at the address of the site.',
} as const

export type Hint = keyof typeof HINTS
