/** What operations work with; wired in `app.ts`. */
export interface Services {
  readonly placeholder?: never
}
