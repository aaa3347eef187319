import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { destinations } from '../src/destinations/index.ts'
import { openApiDocument } from '../src/http/openapi.ts'
import { operations } from '../src/operations/index.ts'
import { apiTypes, keyedPaths } from './api-types.ts'
import { configurationPage } from './configuration-page.ts'
import { destinationIndex, destinationPage } from './destination-page.ts'

const ROOT = new URL('../', import.meta.url)

const readRoot = (path: string): Promise<string> => readFile(new URL(path, ROOT), 'utf8')

/** Paths below docs/ of the pictures that there are. */
const drawnPictures = async (): Promise<Set<string>> => {
  const names = await readdir(new URL('docs/pictures/', ROOT)).catch(() => [])
  return new Set(names.map((name) => `pictures/${name}`))
}

/** Every generated file, by its path from the root. */
const generated = async (): Promise<Map<string, string>> => {
  const { version } = JSON.parse(await readRoot('package.json')) as { version: string }
  const openApi = openApiDocument(operations, { publicUrl: 'http://127.0.0.1:8080', version })
  const all = [...destinations.values()]
  const pictures = await drawnPictures()
  return new Map([
    ['docs/openapi.json', `${JSON.stringify(openApi, null, 2)}\n`],
    ['client/src/schema.ts', await apiTypes(openApi)],
    ['client/src/keyed-paths.ts', keyedPaths(openApi)],
    ['docs/configuration.md', configurationPage()],
    ['docs/destinations/README.md', destinationIndex(all)],
    ...all.map((one): [string, string] => [`docs/destinations/${one.kind}.md`, destinationPage(one, pictures)]),
  ])
}

const write = async (files: Map<string, string>): Promise<void> => {
  for (const [path, content] of files) {
    const url = new URL(path, ROOT)
    await mkdir(dirname(fileURLToPath(url)), { recursive: true })
    await writeFile(url, content)
  }
}

const staleOf = async (files: Map<string, string>): Promise<string[]> => {
  const stale: string[] = []
  for (const [path, content] of files) {
    if ((await readRoot(path).catch(() => undefined)) !== content) stale.push(path)
  }
  return stale
}

const files = await generated()
if (process.argv.includes('--check')) {
  const stale = await staleOf(files)
  for (const path of stale) console.error(`${path} is stale: run npm run generate`)
  if (stale.length > 0) process.exitCode = 1
} else {
  await write(files)
}
