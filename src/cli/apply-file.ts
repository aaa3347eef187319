import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { EXIT, Ended } from './exit.ts'

/** An integration as a file has it; what is in it is the service's to judge. */
export type FileIntegration = Record<string, unknown> & { name?: unknown }

/** The variable's value; undefined where it is not set. */
export type Variables = (name: string) => string | undefined

const VARIABLE = /\$\{([A-Za-z_]\w*)\}/g

/** The file is not what it must be: exit code 2. */
const wrong = (message: string): Ended => new Ended(EXIT.usage, message)

const readSecret = (path: string, folder: string, where: string): string => {
  try {
    return readFileSync(resolve(folder, path), 'utf8').trim()
  } catch {
    throw wrong(`${where}: file:${path} cannot be read`)
  }
}

const filled = (text: string, variables: Variables, where: string): string =>
  text.replace(VARIABLE, (_match, name: string) => {
    const value = variables(name)
    if (value === undefined || value === '') throw wrong(`${where}: the variable ${name} is not set`)
    return value
  })

/** Texts with `${NAME}` filled in from the environment, and `file:PATH` with what the file holds. */
const withSecrets = (value: unknown, folder: string, variables: Variables, where: string): unknown => {
  if (typeof value === 'string')
    return value.startsWith('file:') ? readSecret(value.slice(5), folder, where) : filled(value, variables, where)
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, folder, variables, where))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withSecrets(item, folder, variables, `${where}.${key}`)]),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parsed = (text: string, file: string): unknown => {
  const document = parseDocument(text, { uniqueKeys: true })
  const [error] = document.errors
  // The rest of the message shows the line, which may hold a secret.
  if (error) throw wrong(`${file}: ${error.message.split('\n', 1)[0] ?? 'is no YAML'}`)
  return document.toJS({ maxAliasCount: 100 })
}

const integrationOf = (value: unknown, index: number, folder: string, variables: Variables): FileIntegration => {
  const where = `integrations[${index}]`
  if (!isRecord(value)) throw wrong(`${where} must be a mapping`)
  return 'config' in value
    ? { ...value, config: withSecrets(value.config, folder, variables, `${where}.config`) }
    : value
}

/** The integrations of a file, their secrets filled in. Throws `Ended` with 2 and the place that is wrong. */
export const parseApplyFile = (text: string, file: string, variables: Variables): FileIntegration[] => {
  const content = parsed(text, file)
  if (!isRecord(content) || !Array.isArray(content.integrations))
    throw wrong(`${file}: give integrations: and a list below it`)
  const unknown = Object.keys(content).find((key) => key !== 'integrations')
  if (unknown !== undefined) throw wrong(`${file}: ${unknown} is not known here`)
  return content.integrations.map((value, index) => integrationOf(value, index, dirname(file), variables))
}
