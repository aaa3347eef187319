import { existsSync } from 'node:fs'

// After `npm ci`, as plain JavaScript: an installation without development dependencies has neither Vite nor the Node that
// strips types, and goes on without a dashboard.
if (existsSync(new URL('../node_modules/vite', import.meta.url))) {
  const { build } = await import('vite')
  await build({ configFile: 'dashboard/vite.config.ts', logLevel: 'warn' })
}
