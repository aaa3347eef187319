import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { targetOperations } from '../../test/http-door.ts'
import { defineOperation } from '../operations/operation.ts'
import { docsPage } from './docs-page.ts'
import { type OpenApi, openApiDocument } from './openapi.ts'

const finding = z
  .strictObject({ title: z.string(), severity: z.enum(['low', 'high']).default('low') })
  .meta({ id: 'Finding', description: '<b>A</b> weakness' })

const operations = [
  ...targetOperations(() => undefined),
  defineOperation({
    name: 'completeScan',
    method: 'POST',
    path: '/scans/:id/complete',
    scope: 'scans:write',
    tag: 'scans',
    summary: 'Ends a scan & stores <findings>',
    params: z.object({ id: z.uuid() }),
    body: z.strictObject({ findings: z.array(finding) }),
    status: 200,
    output: z.object({ findings: z.array(finding) }),
    errors: ['scan_already_ended'],
    run: async ({ body }) => body,
  }),
  defineOperation({
    name: 'importReport',
    method: 'POST',
    path: '/scans/:id/report',
    scope: 'scans:write',
    tag: 'scans',
    summary: 'Takes a report',
    params: z.object({ id: z.uuid() }),
    query: z.object({ format: z.string() }),
    rawBody: true,
    status: 200,
    output: z.object({}),
    run: async () => ({}),
  }),
]

let document: OpenApi

beforeAll(() => {
  document = openApiDocument(operations, { publicUrl: 'https://pencheff.example/', version: '1.2.3' })
})

const allOperations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods))

const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  )
}

const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : undefined,
      document,
    )

describe('the OpenAPI document', () => {
  it('has what version 3.1 asks for', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Pencheff Integrations', version: '1.2.3' },
      servers: [{ url: 'https://pencheff.example/api' }],
      tags: [{ name: 'targets' }, { name: 'scans' }],
    })
    expect(Object.keys(document.paths)).toEqual([
      '/targets',
      '/targets/{id}',
      '/scans/{id}/complete',
      '/scans/{id}/report',
    ])
    for (const operation of allOperations()) {
      for (const response of Object.values(operation.responses))
        expect(typeof response.$ref === 'string' ? resolve(response.$ref) : response).toMatchObject({
          description: expect.any(String),
        })
      for (const parameter of operation.parameters) expect(parameter.schema).toBeInstanceOf(Object)
    }
  })

  it('names each operation once and each with the scope of its route', () => {
    const ids = allOperations().map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(operations.length)
    expect(document.paths['/targets']?.post?.security).toEqual([
      { apiKey: ['targets:write'] },
      { session: ['targets:write'] },
    ])
    expect(document.paths['/targets']?.get?.security).toEqual([
      { apiKey: ['targets:read'] },
      { session: ['targets:read'] },
    ])
  })

  it('declares every parameter of a path, and only what is in it', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const { parameters } of Object.values(methods)) {
        const inPath = parameters.filter((parameter) => parameter.in === 'path')
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
        expect(inPath.every(({ required }) => required)).toBe(true)
      }
  })

  it('shows query parameters by the type that they are read as', () => {
    expect(document.paths['/targets']?.get?.parameters).toMatchObject([
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 200 } },
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
    ])
    const report = document.paths['/scans/{id}/report']?.post
    expect(report?.parameters[1]).toMatchObject({ name: 'format', in: 'query', required: true })
    expect(report?.requestBody).toMatchObject({ content: { '*/*': {} } })
  })

  it('offers an Idempotency-Key where something is made and nowhere else', () => {
    const takers = allOperations().filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'))
    expect(takers.map(({ operationId }) => operationId)).toEqual(['createTarget'])
  })

  it('lists the problems of an operation by status, its own among them', () => {
    const responses = document.paths['/scans/{id}/complete']?.post?.responses ?? {}
    const statuses = [
      '200',
      '400',
      '401',
      '403',
      '404',
      '406',
      '408',
      '409',
      '413',
      '414',
      '415',
      '422',
      '429',
      '431',
      '500',
      '503',
    ]
    expect(Object.keys(responses).toSorted()).toEqual(statuses)
    expect(responses['409']?.$ref).toBe('#/components/responses/409.scan_already_ended')
    expect(JSON.stringify(document.components.responses['409.scan_already_ended'])).toContain('already ended')
  })

  it('shares schemas that have an id, apart where taken and given differ, and refers to nothing that is not there', () => {
    const { schemas } = document.components
    expect(Object.keys(schemas).toSorted()).toEqual(['Finding', 'FindingOutput', 'Problem', 'Target'])
    expect(schemas.Finding?.required).toEqual(['title'])
    expect(schemas.FindingOutput?.required).toEqual(['title', 'severity'])
    const references = referencesIn(document)
    expect(references).toContain('#/components/schemas/FindingOutput')
    for (const reference of references) expect(resolve(reference), reference).toBeInstanceOf(Object)
  })

  it('holds schemas that a validator of JSON Schema 2020-12 takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://pencheff.example/doc', ...document })
    for (const name of Object.keys(document.components.schemas))
      expect(() => ajv.compile({ $ref: `https://pencheff.example/doc#/components/schemas/${name}` })).not.toThrow()
  })

  it('becomes a page that escapes what it shows and loads nothing', () => {
    const page = docsPage(document)
    expect(page).toContain('Ends a scan &amp; stores &lt;findings&gt;')
    expect(page).not.toMatch(/<script|<b>|src=|https?:\/\/(?!127)[^"<]*\.(js|css)/)
    for (const { operationId } of allOperations()) expect(page).toContain(`id="${operationId}"`)
  })
})
