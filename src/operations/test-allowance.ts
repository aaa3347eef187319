import { AppError } from '../core/error.ts'

const TESTS = 10
const WINDOW_MS = 60_000

/**
 * Ten tests a minute and workspace, in the memory of this process; the kept times are at most ten a workspace. Throws
 * `rate_limited`.
 */
export const createTestAllowance = (): ((workspaceId: string, now: number) => void) => {
  const times = new Map<string, number[]>()
  return (workspaceId, now) => {
    const recent = (times.get(workspaceId) ?? []).filter((at) => at > now - WINDOW_MS)
    const [oldest] = recent
    if (oldest !== undefined && recent.length >= TESTS) {
      const seconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000))
      throw new AppError('rate_limited', `A workspace may send ${String(TESTS)} tests a minute. Try again later.`, {
        headers: { 'retry-after': String(seconds) },
      })
    }
    times.set(workspaceId, [...recent, now])
  }
}
