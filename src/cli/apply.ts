import { readFileSync } from 'node:fs'
import { readVariable } from '../config.ts'
import { type FileIntegration, parseApplyFile } from './apply-file.ts'
import type { Client } from './client.ts'
import { EXIT, Ended } from './exit.ts'
import { print, printJson } from './print.ts'
import { targetId } from './scan.ts'
import { withSession } from './session.ts'

export interface ApplyOptions {
  file: string
  dryRun?: boolean
  prune?: boolean
  json?: boolean
}

interface Applied {
  dry_run: boolean
  integrations: { name: string; kind: string; action: string; changes: string[]; webhook_secret?: string }[]
}

/** In a dry run a target that is missing is not made: no target has this id, and the change shows as it will. */
const idOf = async (client: Client, name: unknown, dryRun: boolean): Promise<string> => {
  if (typeof name !== 'string') throw new Ended(EXIT.usage, 'targets: give names')
  if (!dryRun) return targetId(client, name)
  const [known] = (await client.get<{ items: { id: string }[] }>('/targets', { name })).items
  if (!known) throw new Ended(EXIT.failed, `there is no target ${name} yet: a dry run makes none`)
  return known.id
}

/** `targets: [names]` as the ids that the API takes. */
const withTargets = async (client: Client, integration: FileIntegration, dryRun: boolean): Promise<FileIntegration> => {
  const { targets, ...rest } = integration
  if (!Array.isArray(targets)) return integration
  const ids: string[] = []
  for (const name of targets) ids.push(await idOf(client, name, dryRun))
  return { ...rest, target_ids: ids }
}

const SIGNS: Record<string, string> = { create: '+', update: '~', delete: '-', unchanged: '=' }

const report = ({ dry_run, integrations }: Applied): void => {
  for (const { name, kind, action, changes, webhook_secret } of integrations) {
    print(`${SIGNS[action] ?? '?'} ${action.padEnd(9)} ${name} (${kind})`)
    for (const change of changes) print(`    ${change}`)
    if (webhook_secret !== undefined) print(`    signing secret, shown only now: ${webhook_secret}`)
  }
  const changed = integrations.filter(({ action }) => action !== 'unchanged').length
  print(dry_run ? `${changed} would change` : `${changed} changed`)
}

const read = (file: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    throw new Ended(EXIT.usage, `${file} cannot be read`)
  }
}

/** Brings the integrations to what the file says, all of it or nothing. */
export const apply = async ({ file, dryRun = false, prune = false, json }: ApplyOptions): Promise<void> => {
  const wanted = parseApplyFile(read(file), file, readVariable)
  await withSession(async ({ client }) => {
    const integrations: FileIntegration[] = []
    for (const one of wanted) integrations.push(await withTargets(client, one, dryRun))
    const applied = await client.post<Applied>('/integrations/apply', { integrations, prune, dry_run: dryRun })
    if (json) printJson(applied)
    else report(applied)
  })
}
