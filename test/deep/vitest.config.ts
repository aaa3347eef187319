import { defineConfig } from 'vitest/config'

/** Numbers that take minutes, or a quiet machine: `npm run check:deep`, one file after the other. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.deep.ts'],
    globalSetup: ['test/global-setup.ts'],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
