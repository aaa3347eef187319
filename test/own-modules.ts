import { afterAll, expect, vi } from 'vitest'

/**
 * Files of one worker share our modules. These look for secrets in what is told and logged, and what the process has once
 * hidden is state of a module: here nothing may be hidden that another file opened, nor the other way round.
 */
const LOOKS_FOR_SECRETS =
  /\/(log|secrets|canaries|mcp-safety|single-sign-on|inside|forged-logs|test-integration)\.test\.ts$/

if (LOOKS_FOR_SECRETS.test(expect.getState().testPath ?? '')) {
  vi.resetModules()
  afterAll(() => void vi.resetModules())
}
