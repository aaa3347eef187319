import { writeFileSync } from 'node:fs'
import { Document } from 'yaml'
import type { Client } from './client.ts'
import { print, printJson, say } from './print.ts'
import { withSession } from './session.ts'

export interface ExportOptions {
  output?: string
  json?: boolean
}

interface Integration {
  kind: string
  name: string
  enabled: boolean
  severity_filter: string
  target_ids: string[] | null
  events: string[] | null
  delivery: Record<string, unknown>
  config: Record<string, unknown>
  config_set: string[]
}

/** The variable that stands for a secret: SECURITY_CHANNEL_WEBHOOK_URL. */
const variableOf = (name: string, field: string): string => {
  const word = `${name}_${field}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
  return /^[A-Z_]/.test(word) ? word : `_${word}`
}

/** Not one text: a variable cannot stand for it. */
const MAPPINGS: ReadonlySet<string> = new Set(['headers'])

const secretsOf = ({ name, config_set }: Integration): Record<string, string> =>
  Object.fromEntries(
    config_set.filter((field) => !MAPPINGS.has(field)).map((field) => [field, `\${${variableOf(name, field)}}`]),
  )

const entryOf = (integration: Integration, targets: ReadonlyMap<string, string>) => {
  const { kind, name, enabled, severity_filter, target_ids, events, delivery, config } = integration
  return {
    name,
    kind,
    config: { ...config, ...secretsOf(integration) },
    severity_filter,
    ...(!enabled && { enabled }),
    ...(target_ids && { targets: target_ids.map((id) => targets.get(id) ?? id) }),
    ...(events && { events }),
    ...(Object.keys(delivery).length > 0 && { delivery }),
  }
}

const readAll = async (client: Client) => {
  const integrations = (await client.all<Integration>('/integrations')).reverse()
  const targets = await client.all<{ id: string; name: string }>('/targets')
  const names = new Map(targets.map(({ id, name }) => [id, name]))
  for (const { name, config_set } of integrations)
    if (config_set.some((field) => MAPPINGS.has(field)))
      say(`${name}: its headers are set and not written; add them to the file before it is applied`)
  return integrations.map((integration) => entryOf(integration, names))
}

/** Writes the integrations as a file for `apply`, a variable in place of each secret. */
export const exportFile = ({ output, json }: ExportOptions): Promise<void> =>
  withSession(async ({ client }) => {
    const content = { integrations: await readAll(client) }
    if (json) {
      printJson(content)
      return
    }
    const text = new Document(content).toString({ lineWidth: 0 })
    if (output === undefined) print(text.trimEnd())
    else writeFileSync(output, text, { mode: 0o600 })
  })
