import type { Product } from '../access/scopes.ts'

const jira = [
  'jira:issue_created jira:issue_updated jira:issue_deleted',
  'comment_created comment_updated comment_deleted issuelink_created issuelink_deleted',
  'worklog_created worklog_updated worklog_deleted attachment_created attachment_deleted',
  'issue_property_set issue_property_deleted project_created project_updated project_deleted',
  'project_soft_deleted project_restored_deleted project_archived project_restored_archived',
  'jira:version_released jira:version_unreleased jira:version_created jira:version_moved',
  'jira:version_updated jira:version_deleted sprint_created sprint_deleted sprint_updated',
  'sprint_started sprint_closed board_created board_updated board_deleted',
  'board_configuration_changed user_created user_updated user_deleted user_property_set',
  'user_property_deleted connect_addon_enabled connect_addon_disabled',
]

const confluence = [
  'attachment_created attachment_removed attachment_restored attachment_trashed',
  'attachment_updated attachment_viewed blog_created blog_removed blog_restored blog_trashed',
  'blog_updated blog_viewed blueprint_page_created comment_created comment_removed',
  'comment_updated content_created content_restored content_trashed content_updated',
  'content_permissions_updated group_created group_removed label_added label_created',
  'label_deleted label_removed login login_failed logout page_children_reordered page_created',
  'page_moved page_removed page_restored page_trashed page_updated page_viewed',
  'relation_created relation_deleted search_performed space_created space_logo_updated',
  'space_permissions_updated space_removed space_updated theme_enabled user_created',
  'user_deactivated user_followed user_reactivated user_removed',
  'connect_addon_enabled connect_addon_disabled',
]

function names(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '))
}

/** Event names that a descriptor of the product may subscribe to. */
export const eventsOf: Readonly<Record<Product, ReadonlySet<string>>> = {
  jira: names(jira),
  confluence: names(confluence),
}

/** Accepted in a Confluence descriptor, but the cloud product never sends them. */
export const neverSent: ReadonlySet<string> = new Set(['user_deactivated', 'user_reactivated'])
