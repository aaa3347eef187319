import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, itemsOf, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { destinations } from '../destinations/index.ts'

const database = useDatabase()
let api: Api
beforeAll(async () => {
  api = await startApi({ db: database.db })
})
afterAll(() => api.close())

describe('the kinds of integration', () => {
  it('are listed in one page, with a schema that takes the example and marks the secrets', async () => {
    const list = await api.request('GET', '/integration-kinds')
    expect(list).toMatchObject({ status: 200, body: { next_cursor: null } })
    const kinds = itemsOf(list)
    expect(kinds.map(({ kind }) => kind)).toEqual([...destinations.keys()])
    for (const { kind, config_schema, secret_fields } of kinds) {
      const schema = config_schema as { properties: Record<string, Record<string, unknown>> }
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
      const destination = [...destinations.values()].find((one) => one.kind === kind)
      expect(validate(destination?.example), JSON.stringify(validate.errors)).toBe(true)
      const marked = Object.entries(schema.properties).filter(([, field]) => field.secret === true)
      expect(marked.map(([field]) => field)).toEqual(secret_fields)
    }
  })

  it('tell the limits of each', async () => {
    const splunk = itemsOf(await api.request('GET', '/integration-kinds')).find(({ kind }) => kind === 'splunk')
    expect(splunk).toMatchObject({ limits: { per_second: null, batch: { events: expect.any(Number) } } })
  })
})

describe('the OpenAPI document', () => {
  it('names the fields of every kind and shares what answers have in common', async () => {
    const document = (await api.request('GET', '/openapi.json')).body
    expect(document).toMatchObject({
      components: {
        schemas: {
          Target: expect.anything(),
          Integration: expect.anything(),
          Key: expect.anything(),
          Workspace: expect.anything(),
        },
      },
    })
    expect(JSON.stringify(document)).toContain('webhook_secret')
  })
})
