import type { Product } from '../access/scopes.ts'

const both = [
  'adminPages',
  'configurePage',
  'dialogs',
  'generalPages',
  'keyboardShortcuts',
  'postInstallPage',
  'webItems',
  'webPanels',
  'webSections',
  'webhooks',
]

const jiraOnly = [
  'jiraBackgroundScripts',
  'jiraBuildInfoProvider',
  'jiraDashboardItems',
  'jiraDeploymentInfoProvider',
  'jiraDevelopmentTool',
  'jiraEntityProperties',
  'jiraGlobalPermissions',
  'jiraIssueContents',
  'jiraIssueContexts',
  'jiraIssueFields',
  'jiraIssueGlances',
  'jiraIssueTabPanels',
  'jiraProjectAdminTabPanels',
  'jiraProjectPages',
  'jiraProjectPermissions',
  'jiraProjectTabPanels',
  'jiraReports',
  'jiraSearchRequestViews',
  'jiraWorkflowConditions',
  'jiraWorkflowPostFunctions',
  'jiraWorkflowValidators',
]

const confluenceOnly = [
  'blueprints',
  'confluenceContentProperties',
  'confluenceThemes',
  'contentBylineItems',
  'customContent',
  'dynamicContentMacros',
  'publishConditions',
  'spaceToolsTabs',
  'staticContentMacros',
]

/** Module names that the product's descriptor may use; any other fails the install. */
export const modulesOf: Readonly<Record<Product, ReadonlySet<string>>> = {
  jira: new Set([...both, ...jiraOnly]),
  confluence: new Set([...both, ...confluenceOnly]),
}

/** Modules written as one object; all others are lists. */
export const singleModules: ReadonlySet<string> = new Set(['configurePage', 'postInstallPage'])

/** Modules whose `conditions` are limited to the short list below. */
export const pageModules: ReadonlySet<string> = new Set([
  'adminPages',
  'generalPages',
  'configurePage',
  'postInstallPage',
])

/** Conditions that a page may carry, whichever the product. */
export const pageConditions: ReadonlySet<string> = new Set([
  'user_is_admin',
  'user_is_logged_in',
  'user_is_sysadmin',
  'addon_is_licensed',
  'feature_flag',
  'addon_property_exists',
  'addon_property_equal_to',
  'addon_property_equal_to_context',
  'addon_property_contains_any',
  'addon_property_contains_all',
  'addon_property_contains_context',
  'addon_property_contains_any_user_group',
  'can_use_application',
  'has_global_permission',
])
