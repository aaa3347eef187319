import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const environmentOnly = (allowed) => [
  'error',
  {
    object: 'process',
    property: 'env',
    message: `The environment is read in ${allowed} only.`,
  },
]

export default defineConfig(
  globalIgnores(['samples/code/', 'dashboard/dist/', 'client/dist/', 'client/src/schema.ts', 'coverage/', 'data/']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'no-console': 'error',
      'no-restricted-properties': environmentOnly('src/config.ts'),
      // `== null` asks for both kinds of nothing.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers read the same in a template as through String().
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => log.warn(…)` as a callback is the short form of a body with one statement.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Our values are plain objects whose methods know no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // `Promise.withResolvers<void>()` is a signal without a value; the rule takes it for a mistake.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `query<Row>(…)` names the row that the caller expects.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `.catch((error: NodeJS.ErrnoException) => …)` names the failure that is expected there.
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // Interfaces that promise a Promise are met by functions that need not wait.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // A suite is one function by nature, and a test may hold what it knows to be there.
    files: ['**/*.test.{ts,tsx}', 'test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // A test sets what must not be heeded, such as a proxy.
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Vitest types `expect.any` and its like as `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['dashboard/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  {
    files: ['src/config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // Pure: the same input gives the same message, in a preview, on a page and on the wire.
    files: ['src/core/**/*.ts', 'src/destinations/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The time is passed in.' },
        { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'The time is passed in.' },
        { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'Chance is passed in.' },
      ],
    },
  },
  {
    files: ['src/cli/**', 'demo/**', 'scripts/**', 'bench/**', 'src/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { globals: { module: 'readonly', require: 'readonly', URL: 'readonly' } },
  },
)
