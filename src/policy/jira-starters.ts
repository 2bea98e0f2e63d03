import type { Starter } from './starter.ts'

/** A name in place of the version stands for each that is served: 2, 3 and latest. */
export const JIRA_STARTERS: readonly Starter[] = [
  {
    id: 'read-issues',
    name: 'Read issues',
    says: 'Issues can be read with their comments, worklogs, links, history and lists of files. Files themselves and searches are sets of their own.',
    calls: [
      {
        id: 'read-issues',
        name: 'Read issues',
        methods: 'reads',
        paths: [
          '/rest/api/{version}/issue/**',
          '/rest/api/{version}/issueLink/{linkId}',
          '/rest/api/{version}/comment/**',
          '/rest/api/{version}/worklog/**',
          '/rest/api/{version}/changelog/bulkfetch',
          '/rest/agile/1.0/issue/{issueIdOrKey}/**',
        ],
      },
    ],
  },
  {
    id: 'write-issues',
    name: 'Write issues',
    says: 'Issues can be created, edited, assigned, moved through their workflow, linked, commented on and have work logged. Nothing can be deleted; Jira lets its administrators archive issues in the same way as it edits them.',
    calls: [
      {
        id: 'create-issues',
        name: 'Create issues and links',
        methods: ['POST'],
        paths: [
          '/rest/api/{version}/issue',
          '/rest/api/{version}/issue/bulk',
          '/rest/api/{version}/issueLink',
        ],
      },
      {
        id: 'write-issues',
        name: 'Change issues',
        methods: ['POST', 'PUT'],
        paths: [
          '/rest/api/{version}/issue/{issueIdOrKey}/comment/**',
          '/rest/api/{version}/issue/{issueIdOrKey}/worklog/**',
          '/rest/api/{version}/issue/{issueIdOrKey}/remotelink/**',
          '/rest/api/{version}/issue/{issueIdOrKey}/transitions',
          '/rest/api/{version}/issue/{issueIdOrKey}/assignee',
        ],
      },
      {
        id: 'edit-issues',
        name: 'Edit issues',
        methods: ['PUT'],
        paths: ['/rest/api/{version}/issue/{issueIdOrKey}'],
      },
    ],
  },
  {
    id: 'search',
    name: 'Search',
    says: 'Issues can be searched for with JQL, which shows all fields of what is found.',
    calls: [
      {
        id: 'search',
        name: 'Search issues',
        methods: 'reads',
        paths: [
          '/rest/api/{version}/search/**',
          '/rest/api/{version}/jql/**',
          '/rest/api/{version}/issue/picker',
        ],
      },
    ],
  },
  {
    id: 'attachments',
    name: 'Attachments',
    says: 'Files of issues can be downloaded and added. None can be deleted.',
    calls: [
      {
        id: 'read-files',
        name: 'Download files',
        methods: 'reads',
        paths: ['/rest/api/{version}/attachment/**'],
      },
      {
        id: 'add-files',
        name: 'Add files',
        methods: ['POST'],
        paths: ['/rest/api/{version}/issue/{issueIdOrKey}/attachments'],
      },
    ],
  },
]
