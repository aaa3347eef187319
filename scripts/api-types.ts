import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript'
import type { OpenApi } from '../src/http/openapi.ts'

const BANNER = '// Written by `npm run generate` from docs/openapi.json.\n\n'

/** The document's operations and named schemas as TypeScript: what the client and the dashboard know of the API. */
export const apiTypes = async (document: OpenApi): Promise<string> => {
  const nodes = await openapiTypes(document as unknown as OpenAPI3, { rootTypes: true, rootTypesNoSchemaPrefix: true })
  return BANNER + astToString(nodes)
}

/** The POST operations that heed an `Idempotency-Key`, which types alone do not tell at run time. */
export const keyedPaths = ({ paths }: OpenApi): string => {
  const keyed = Object.entries(paths).filter(([, { post }]) =>
    post?.parameters.some(({ name }) => name === 'Idempotency-Key'),
  )
  const names = keyed.map(([path]) => `  '${path}',\n`).join('')
  return `${BANNER}/** Paths whose POST makes something once an \`Idempotency-Key\`. */\nexport const KEYED_PATHS: ReadonlySet<string> = new Set([\n${names}])\n`
}
