import { AppError } from '../core/error.ts'
import { violates } from './database.ts'

/** Turns PostgreSQL's refusal under `constraint` into a 409 that points at the name; rethrows everything else. */
export const orNameTaken =
  (constraint: string, thing: string) =>
  (error: unknown): never => {
    if (!violates(error, constraint)) throw error
    const detail = `another ${thing} has this name already`
    throw new AppError('conflict', detail, { faults: [{ pointer: '/name', code: 'taken', detail }], cause: error })
  }
