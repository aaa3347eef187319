import { AppError } from '../core/error.ts'

interface KnownRoute {
  pattern: RegExp
  methods: Set<string>
}

const patternOf = (url: string): RegExp => {
  const steps = url.split('/').map((step) => (step.startsWith(':') ? '[^/]+' : step.replaceAll(/[^\w-]/g, '\\$&')))
  return new RegExp(`^${steps.join('/')}$`)
}

export interface KnownRoutes {
  add(url: string, methods: string | readonly string[]): void
  /** Why no route was found: 405 with `Allow` where the path takes other methods, else 404. */
  missing(target: string): AppError
}

/** All routes of the server, to tell a wrong method from a wrong path. Wildcards are left out: they take every path. */
export const createKnownRoutes = (): KnownRoutes => {
  const routes = new Map<string, KnownRoute>()
  return {
    add: (url, methods) => {
      if (url.includes('*')) return
      const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() }
      for (const method of [methods].flat()) route.methods.add(method)
      routes.set(url, route)
    },
    missing: (target) => {
      const path = target.split('?', 1)[0] ?? ''
      const matching = [...routes.values()].filter(({ pattern }) => pattern.test(path))
      const allowed = [...new Set(matching.flatMap(({ methods }) => [...methods]))].toSorted()
      if (allowed.length === 0) return new AppError('not_found')
      return new AppError('method_not_allowed', `This path takes ${allowed.join(', ')}.`, {
        headers: { allow: allowed.join(', ') },
      })
    },
  }
}
