const TESTS = '\\.(test|fixture)\\.tsx?$'
const KINDS = 'slack|teams|google-chat|discord|pagerduty|opsgenie|splunk|webhook|github|jira'

/** `folder` may import, of ours, itself and `allowed` only. */
const layer = (folder, allowed) => ({
  name: `${folder}-imports-what-lies-below`,
  comment: `src/${folder}/ imports itself and ${allowed.join(', ') || 'nothing else of ours'}.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: TESTS },
  to: {
    path: '^(src|test|demo|scripts)/',
    pathNot: [folder, ...allowed].map((name) => (name.endsWith('.ts') ? `^src/${name}$` : `^src/${name}/`)),
  },
})

/** The packages that `path` names are imported below `folder` only; tests and the demo may use anything. */
const onlyIn = (folder, path) => ({
  name: `${folder}-alone-knows-its-packages`,
  comment: `Only src/${folder}/ imports ${path}.`,
  severity: 'error',
  from: { path: '^(src|scripts)/', pathNot: [`^src/${folder}/`, TESTS] },
  to: { path: `^node_modules/(${path})/` },
})

/** What any layer but the pure ones may report to. */
const WATCHING = ['log.ts', 'metrics.ts']
const BELOW_OPERATIONS = ['core', 'destinations', 'store', 'vault', 'egress', 'reports', ...WATCHING]

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'everything-is-found', severity: 'error', from: {}, to: { couldNotResolve: true } },
    layer('core', []),
    layer('destinations', ['core']),
    {
      name: 'a-kind-knows-no-other',
      comment: 'A kind imports the contract, the shared text and wording, and its own files.',
      severity: 'error',
      from: { path: `^src/destinations/(${KINDS})[-.]`, pathNot: TESTS },
      to: {
        path: '^src/destinations/',
        pathNot: [
          '^src/destinations/(destination|digest-wording|http-outcome|text|ticket|ticket-change|wording)\\.ts$',
          '^src/destinations/$1[-.]',
        ],
      },
    },
    {
      name: 'core-and-destinations-reach-nothing',
      comment: 'No socket, no disk, no timer: requests go through the client that is handed in.',
      severity: 'error',
      from: { path: '^src/(core|destinations)/', pathNot: TESTS },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(net|http|https|http2|tls|dgram|dns|fs|timers|child_process|worker_threads|os|process)(/|$)',
      },
    },
    layer('store', ['core', ...WATCHING]),
    layer('vault', ['core', ...WATCHING]),
    layer('egress', ['core', ...WATCHING]),
    layer('reports', ['core', ...WATCHING]),
    layer('findings', BELOW_OPERATIONS),
    layer('delivery', BELOW_OPERATIONS),
    layer('people', BELOW_OPERATIONS),
    layer('operations', [...BELOW_OPERATIONS, 'findings', 'delivery', 'people']),
    layer('http', ['core', 'operations', ...WATCHING]),
    layer('mcp', ['core', 'destinations', 'operations', ...WATCHING]),
    layer('cli', ['core', 'operations', ...WATCHING, 'config.ts', 'app.ts', 'storage.ts', 'version.ts']),
    onlyIn('store', 'pg|pg-boss|node-pg-migrate'),
    onlyIn('egress', 'undici'),
    onlyIn('people', '@node-rs/argon2|openid-client'),
    onlyIn('http', 'fastify|@fastify/[^/]+'),
    onlyIn('mcp', '@modelcontextprotocol/[^/]+'),
    {
      name: 'the-dashboard-talks-to-the-api-only',
      comment: 'What it knows of the service is written from the OpenAPI document.',
      severity: 'error',
      from: { path: '^dashboard/src/', pathNot: TESTS },
      to: { path: '^(src|test|demo|scripts|client)/', pathNot: '^client/src/schema\\.ts$' },
    },
    {
      name: 'the-client-stands-alone',
      comment: 'It is installed without the service.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { pathNot: '^(client/src/|node_modules/openapi-fetch)' },
    },
    {
      name: 'the-dashboard-alone-knows-its-packages',
      severity: 'error',
      from: { pathNot: ['^dashboard/', TESTS, '^scripts/'] },
      to: { path: '^node_modules/(react|react-dom|@mantine|@tanstack)/' },
    },
    {
      name: 'the-product-stands-alone',
      comment: 'What runs in production needs neither tests nor the demo nor a development dependency.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: '^(test|demo|scripts|dashboard|client)/' },
    },
    {
      name: 'the-product-installs-what-it-imports',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Types too: a layer that knows another's types knows that layer.
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^node_modules/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'node', 'import', 'default'] },
  },
}
