/**
 * Who may import what: the picture of docs/architecture.md as rules. `npm run rules` also asserts
 * that modules were looked at, and that a fixture which must fail does (scripts/check-rules.ts).
 */
const rooms = [
  'connect',
  'gateway',
  'pages',
  'api',
  'tenants',
  'identity',
  'policy',
  'audit',
  'upstream',
  'db',
  'cluster',
  'config',
  'lib',
]

/** A room may import from itself and from what is listed, nowhere else in src. */
const room = (name, allowed, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [`^src/${name}/`, ...allowed.map((each) => `^src/${each}`)] },
})

/** A package that only these places may know. */
const onlyIn = (pkg, places, comment) => ({
  name: `${pkg}-only-in`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: places.map((each) => `^src/${each}`) },
  to: { path: `node_modules/${pkg}/` },
})

module.exports = {
  forbidden: [
    room('lib', [], 'A floor: knows nothing of ours.'),
    room('config', ['lib/'], 'A floor: types of lib only.'),
    room('audit', ['lib/'], 'A subject.'),
    room('tenants', ['audit/', 'lib/'], 'A subject; a change carries its audit event.'),
    room('identity', ['tenants/', 'audit/', 'lib/'], 'A subject.'),
    room(
      'policy',
      [
        'identity/(principal|user-name|providers/(provider|parse-(provider|fields|tree)|check-text|draft-members))',
        'tenants/',
        'audit/',
        'lib/',
      ],
      'A subject; of identity only the principal, what a provider is, and how fields are read.',
    ),
    room(
      'upstream',
      [
        'tenants/',
        'policy/(call|scope-of|token-auth-path|budget/quota-signals)',
        'identity/(principal|account-state|user-name|sign-on/crowd|providers/provider|verification/key-source)',
        'audit/notices/notice-client',
        'audit/streams/(audit-stream|stream-transport|syslog-message)',
        'config/settings',
        'lib/',
      ],
      'A back room: the network to the product.',
    ),
    room('db', ['tenants/', 'identity/', 'policy/', 'audit/', 'lib/'], 'A back room: all SQL.'),
    room(
      'cluster',
      [
        'tenants/tenant-(store|refresh)',
        'identity/(link|token-store)',
        'policy/(point-store|policy-store|guard/lock-store)',
        'upstream/site-client',
        'lib/',
      ],
      'A back room: several processes over one database; of the subjects only what it stands in for.',
    ),
    room(
      'connect',
      ['tenants/', 'identity/', 'policy/', 'audit/', 'config/settings', 'lib/'],
      'A door: never another door, never a back room.',
    ),
    room(
      'pages',
      ['tenants/', 'identity/', 'policy/', 'audit/', 'config/settings', 'lib/'],
      'A door: never another door, never a back room.',
    ),
    room(
      'api',
      ['tenants/', 'identity/', 'policy/', 'audit/', 'config/settings', 'lib/'],
      'A door: never another door, never a back room.',
    ),
    room(
      'gateway',
      ['tenants/', 'identity/', 'policy/', 'audit/', 'upstream/', 'config/settings', 'lib/'],
      'The one door that talks to the product.',
    ),
    {
      name: 'rooms-do-not-know-the-root',
      severity: 'error',
      from: { path: `^src/(${rooms.join('|')})/` },
      to: { path: '^src/[^/]+$' },
    },
    {
      name: 'src-never-imports-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-index-files',
      comment: 'An import names the file that it means.',
      severity: 'error',
      from: {},
      to: { path: '^(src|test)/.*index\\.ts$' },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    onlyIn(
      'atlassian-connect-express',
      ['connect/'],
      'The framework is an inner matter of its door.',
    ),
    onlyIn('express', ['connect/', 'pages/', 'api/', 'web.ts'], 'The gateway is plain node:http.'),
    onlyIn('(sequelize|umzug|sqlite3)', ['db/'], 'All SQL is in one room.'),
    onlyIn('undici', ['upstream/'], 'All outbound traffic is in one room.'),
    onlyIn(
      'zod',
      [
        'config/',
        'connect/',
        'pages/',
        'api/',
        'upstream/',
        // One form of the policy document for all who hand it in: pages, API and later files.
        'identity/(providers/|)parse-',
        'policy/parse-',
      ],
      'Parsing happens where input enters.',
    ),
    onlyIn(
      'jose',
      ['connect/', 'identity/verification/', 'upstream/'],
      'Signatures are made and verified in few places.',
    ),
    onlyIn('standardwebhooks', ['upstream/webhook-headers'], 'One place signs what is posted.'),
    onlyIn('find-my-way', ['policy/path-router'], 'One place matches paths.'),
    onlyIn('pino', ['lib/log.ts'], 'One place makes logs.'),
    onlyIn('(handlebars|express-handlebars)', ['pages/'], 'Templates are for pages.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
