import type { Client } from './client.ts'
import { answer } from './problem.ts'
import type { paths } from './schema.ts'

/** What a list answers: a page and where the next begins. */
interface Page<Item = unknown> {
  items: Item[]
  next_cursor: string | null
}

type PageOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** The paths that answer a list. */
export type ListPath = { [Path in keyof paths]: PageOf<Path> extends Page ? Path : never }[keyof paths]

/** What a list holds. */
export type ItemOf<Path extends ListPath> = PageOf<Path> extends Page<infer Item> ? Item : never

type ParametersOf<Path extends ListPath> = paths[Path] extends { get: { parameters: infer Parameters } }
  ? Parameters
  : never

/** As `params` of `GET`; `limit` is the size of a page, not of the whole. */
type Where<Path extends ListPath> =
  ParametersOf<Path> extends { path: object } ? [params: ParametersOf<Path>] : [params?: ParametersOf<Path>]

/** Every item of a list, fetched page by page as it is asked for. Throws `ProblemError`. */
export async function* items<Path extends ListPath>(
  client: Client,
  path: Path,
  ...[params]: Where<Path>
): AsyncGenerator<ItemOf<Path>, void, undefined> {
  const given = params as { query?: object } | undefined
  let cursor: string | null | undefined
  do {
    const query = { limit: 200, ...given?.query, ...(cursor != null && { cursor }) }
    // One of the lists stands for all: they differ in their filters and items, which the types of this function carry.
    const page = await answer(client.GET(path as '/targets', { params: { ...given, query } }))
    yield* page.items as ItemOf<Path>[]
    cursor = page.next_cursor
  } while (cursor !== null)
}
