import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier/flat';
import { createNodeResolver, flatConfigs, importX } from 'eslint-plugin-import-x';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

const bannedNames = '(common|shared|utils?|helpers?|misc|core)';
/** Writes that would bypass the ledger, touch every row, or hide which state they depend on. */
const bannedSyntax = [
  {
    selector: 'CallExpression[callee.name="forwardRef"]',
    message: 'A forwardRef hides an import cycle: split the module.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(save|increment|decrement|upsert)$/]',
    message:
      'These lose updates: write with a query builder that has a condition, or with SQL in the slice repository.',
  },
  {
    selector:
      'CallExpression[callee.property.name="execute"]:has(CallExpression[callee.property.name=/^(update|delete)$/][arguments.length=0]):not(:has(CallExpression[callee.property.name="where"]))',
    message: 'A query builder that updates or deletes needs a condition: without one it changes every row.',
  },
  { selector: 'CatchClause[body.body.length=0]', message: 'An empty catch hides a failure.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
];

/** The rooms of the gateway's http folder, lowest first: each may import the ones that it lists, and itself. */
const HTTP_ROOMS = {
  request: [],
  route: ['request'],
  credentials: ['request', 'route'],
  answers: ['request', 'route'],
  overload: ['request', 'route', 'answers'],
};
const httpZones = Object.entries(HTTP_ROOMS).map(([room, below]) => ({
  target: `./apps/gateway/src/http/${room}`,
  from: './apps/gateway/src',
  except: [room, ...below].map((each) => `./http/${each}`),
  message: `http/${room} may import ${below.map((each) => `http/${each}`).join(', ') || 'no other room'}.`,
}));

/** A statement that names a table or function in the schema of a service; the platform's own tables are in `platform`. */
const PRODUCT_SQL = String.raw`/\b(FROM|JOIN|INTO|UPDATE|SELECT|CALL)\s+(auth|billing|admin|ledger)\./i`;
const productSql = [`TemplateElement[value.raw=${PRODUCT_SQL}]`, `Literal[value=${PRODUCT_SQL}]`].map((selector) => ({
  selector,
  message: 'The platform reads no table of the product: let the product pass it in (see CallGuard).',
}));

export default ts.config(
  {
    ignores: [
      ...['**/dist', '**/out-tsc', '**/coverage', '**/node_modules', '.nx', '.data'],
      // generated
      'libs/client/src/openapi.ts',
      'apps/console/src/pages/options/catalogue.ts',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  prettier,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { 'import-x': importX },
    settings: {
      ...flatConfigs.typescript.settings,
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.js'],
          conditionNames: ['@tollgate/source', 'import', 'node'],
          extensionAlias: { '.js': ['.ts', '.js'] },
        }),
      ],
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}', 'libs/*/src/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Declare the setting in the service config.' },
      ],
      'max-params': ['error', { max: 6 }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          banTransitiveDependencies: true,
          // their specs use the test database, which depends on them; their shipped code does not
          ignoredCircularDependencies: [
            'entities',
            'platform',
            'ledger',
            'options',
            'audit-log',
            'embedded-postgres',
          ].map((library) => [`@tollgate/${library}`, '@tollgate/testing']),
          allow: [],
          depConstraints: [
            // published: it stands alone
            { sourceTag: 'type:client', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'type:domain', onlyDependOnLibsWithTags: ['type:domain'] },
            { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:contracts', 'type:domain'] },
            { sourceTag: 'type:data', onlyDependOnLibsWithTags: ['type:data', 'type:testing'] },
            {
              sourceTag: 'type:platform',
              onlyDependOnLibsWithTags: ['type:platform', 'type:contracts', 'type:domain', 'type:testing'],
            },
            {
              sourceTag: 'type:product',
              onlyDependOnLibsWithTags: [
                'type:product',
                'type:platform',
                'type:contracts',
                'type:domain',
                'type:testing',
              ],
            },
            {
              sourceTag: 'type:ledger',
              onlyDependOnLibsWithTags: [
                'type:ledger',
                'type:product',
                'type:platform',
                'type:contracts',
                'type:domain',
                'type:testing',
              ],
            },
            {
              sourceTag: 'type:importer',
              onlyDependOnLibsWithTags: [
                'type:importer',
                'type:product',
                'type:ledger',
                'type:platform',
                'type:contracts',
                'type:domain',
                'type:testing',
              ],
            },
            {
              sourceTag: 'type:testing',
              onlyDependOnLibsWithTags: [
                'type:testing',
                'type:client',
                'type:platform',
                'type:contracts',
                'type:domain',
                'type:data',
                'type:ledger',
                'type:product',
              ],
            },
            {
              sourceTag: 'type:service',
              onlyDependOnLibsWithTags: [
                // the product's specs alone use it
                'type:client',
                'type:platform',
                'type:contracts',
                'type:domain',
                'type:data',
                'type:ledger',
                'type:product',
                'type:testing',
              ],
            },
            // bundled for browsers
            { sourceTag: 'type:console', onlyDependOnLibsWithTags: ['type:client'] },
            {
              sourceTag: 'scope:gateway',
              onlyDependOnLibsWithTags: [
                'type:console',
                'type:platform',
                'type:contracts',
                'type:domain',
                'type:testing',
                'type:client',
              ],
              bannedExternalImports: ['typeorm', 'pg', '@nestjs/typeorm', 'stripe'],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/all/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: ['@tollgate/gateway', '@tollgate/auth', '@tollgate/billing', '@tollgate/admin'],
          depConstraints: [
            {
              sourceTag: 'type:composition',
              onlyDependOnLibsWithTags: [
                'type:service',
                'type:importer',
                'type:platform',
                'type:data',
                'type:ledger',
                'type:contracts',
                'type:testing',
              ],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/gateway/src/http/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: httpZones }] },
  },
  {
    files: ['libs/platform/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.int-spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax, ...productSql] },
  },
  {
    files: ['apps/console/src/**/*.{ts,tsx}'],
    ...a11y.flatConfigs.strict,
    plugins: { ...a11y.flatConfigs.strict.plugins, 'react-hooks': hooks },
    rules: { ...a11y.flatConfigs.strict.rules, ...hooks.configs.recommended.rules },
  },
  { files: ['libs/platform/src/config/load.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: [
      '**/*.spec.ts',
      '**/*.int-spec.ts',
      '**/*.e2e-spec.ts',
      'apps/console/e2e/**/*.ts',
      'libs/testing/**/*.ts',
      'libs/importer/src/testing/**/*.ts',
    ],
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: [`**/${bannedNames.replaceAll('(', '{').replaceAll(')', '}').replaceAll('|', ',').replaceAll('?', '')}.ts`],
    rules: { 'no-restricted-syntax': ['error', { selector: 'Program', message: 'Name the job this file does.' }] },
  },
);
