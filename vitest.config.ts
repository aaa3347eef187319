import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'demo/**/*.test.ts', 'dashboard/src/**/*.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    // Its ESM imports without file endings, which Node refuses.
    server: { deps: { inline: ['adaptivecards'] } },
    // A service that a test starts as a process takes 0.8 s of computing in place of 1.5 s where Node kept what it compiled.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url)) },
    // Our modules are loaded once a worker and not once a file, which takes a third of the computing of most files.
    isolate: false,
    setupFiles: ['test/own-modules.ts'],
    // Much of the time goes into waiting for processes and retries: three files keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Real servers and a real database on a busy machine: a slow answer is not a wrong one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
