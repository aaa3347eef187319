import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'demo/**/*.test.ts', 'dashboard/src/**/*.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    // Its ESM imports without file endings, which Node refuses.
    server: { deps: { inline: ['adaptivecards'] } },
    // Most of the time goes into waiting for processes and retries, which two files can do at once on any machine.
    maxWorkers: 2,
    // Real servers and a real database on a busy machine: a slow answer is not a wrong one.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
