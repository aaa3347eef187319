/** What the dashboard knows of the service: types that `npm run generate` writes from its OpenAPI document. */
export type * from '../../../client/src/schema.ts'
