/**
 * POSTs that only ask a question, each read one by one in the products' documentation: a caller who may only
 * read can make them. So a POST belongs here only where nothing is different afterwards, no task is
 * started, nobody is notified, and the product itself does not ask for the scope to write.
 * `{}` stands for a parameter.
 */
export const READ_LIKE_POSTS: readonly string[] = [
  '/rest/api/3/app/field/context/configuration/list',
  '/rest/api/3/changelog/bulkfetch',
  '/rest/api/3/comment/list',
  '/rest/api/3/expression/analyse',
  '/rest/api/3/expression/eval',
  '/rest/api/3/expression/evaluate',
  '/rest/api/3/field/{}/context/mapping',
  '/rest/api/3/issue/bulkfetch',
  '/rest/api/3/jql/autocompletedata',
  '/rest/api/3/jql/function/computation/search',
  '/rest/api/3/jql/match',
  '/rest/api/3/jql/parse',
  '/rest/api/3/jql/pdcleaner',
  '/rest/api/3/jql/sanitize',
  '/rest/api/3/permissions/check',
  '/rest/api/3/permissions/project',
  '/rest/api/3/priorityscheme/mappings',
  '/rest/api/3/search',
  '/rest/api/3/search/approximate-count',
  '/rest/api/3/search/id',
  '/rest/api/3/search/jql',
  '/rest/api/3/workflow/history',
  '/rest/api/3/workflow/history/list',
  '/rest/api/3/workflows',
  '/rest/api/3/workflows/create/validation',
  '/rest/api/3/workflows/preview',
  '/rest/api/3/workflows/update/validation',
  '/rest/api/3/workflowscheme/read',
  '/rest/api/3/workflowscheme/update/mappings',
  '/rest/api/3/worklog/list',
  '/rest/api/content/{}/permission/check',
  '/rest/api/contentbody/convert/{}',
  '/api/v2/content/convert-ids-to-types',
  '/api/v2/user/access/check-access-by-email',
  '/api/v2/users-bulk',
]
