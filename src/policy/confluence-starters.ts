import type { Starter } from './starter.ts'

/** Both of the APIs that are served, since neither has all that the other has. */
export const CONFLUENCE_STARTERS: readonly Starter[] = [
  {
    id: 'read-pages',
    name: 'Read pages',
    says: 'Pages and blog posts can be read with their comments, labels and history, and spaces with what they hold. The older /rest/api/content also finds content and has its files.',
    calls: [
      {
        id: 'read-pages',
        name: 'Read pages',
        methods: 'reads',
        paths: [
          '/api/v2/pages/**',
          '/api/v2/blogposts/**',
          '/api/v2/footer-comments/**',
          '/api/v2/inline-comments/**',
          '/api/v2/labels/**',
          '/api/v2/spaces/**',
          '/rest/api/content/**',
          '/rest/api/space/**',
        ],
      },
    ],
  },
  {
    id: 'write-pages',
    name: 'Write pages',
    says: 'Pages, blog posts and comments can be created and edited, and labels added. Nothing can be deleted or archived, and nobody’s permissions changed.',
    calls: [
      {
        id: 'create-pages',
        name: 'Create pages and comments',
        methods: ['POST'],
        paths: [
          '/api/v2/pages',
          '/api/v2/blogposts',
          '/api/v2/footer-comments',
          '/api/v2/inline-comments',
          '/rest/api/content',
          '/rest/api/content/{id}/label',
        ],
      },
      {
        id: 'write-pages',
        name: 'Edit pages and comments',
        methods: ['PUT'],
        paths: [
          '/api/v2/pages/{id}',
          '/api/v2/pages/{id}/title',
          '/api/v2/blogposts/{id}',
          '/api/v2/footer-comments/{id}',
          '/api/v2/inline-comments/{id}',
          '/rest/api/content/{id}',
        ],
      },
    ],
  },
  {
    id: 'search',
    name: 'Search',
    says: 'Content, spaces and people can be searched for with CQL.',
    calls: [
      {
        id: 'search',
        name: 'Search content',
        methods: 'reads',
        paths: ['/rest/api/search/**', '/rest/api/content/search'],
      },
    ],
  },
  {
    id: 'attachments',
    name: 'Attachments',
    says: 'Files of pages and blog posts can be downloaded, added and replaced. None can be deleted.',
    calls: [
      {
        id: 'read-files',
        name: 'List files',
        methods: 'reads',
        paths: [
          '/api/v2/attachments/**',
          '/api/v2/pages/{id}/attachments',
          '/api/v2/blogposts/{id}/attachments',
        ],
      },
      {
        id: 'files',
        name: 'Download and add files',
        methods: ['GET', 'POST', 'PUT'],
        paths: ['/rest/api/content/{id}/child/attachment/**'],
      },
    ],
  },
]
