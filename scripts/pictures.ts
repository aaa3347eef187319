/*
 * Draws sample messages with the dashboard's previews into docs/pictures/KIND-EVENT.png. Needs Chromium and pngquant, and
 * for the look of the products the fonts Lato, Roboto, Open Sans and Noto Color Emoji; Debian:
 * apt-get install chromium pngquant fonts-lato fonts-roboto-unhinted fonts-open-sans fonts-noto-color-emoji
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { build, preview } from 'vite'
import type { EventName } from '../src/core/event.ts'
import { sampleEvents } from '../src/core/sample.ts'
import type { Kind } from '../src/destinations/destination.ts'
import { destinations } from '../src/destinations/index.ts'
import { launchChromium } from '../test/chromium.ts'
import { compressed } from './compressed.ts'
import { exampleRequest } from './example-request.ts'
import { PICTURED_EVENTS, PICTURED_KINDS, picturePath } from './picture-path.ts'

const ROOT = new URL('../', import.meta.url)

/** As strict as the dashboard's: what breaks it is an error. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"

const drawn = async (browser: Browser, stage: string, kind: Kind, event: EventName): Promise<Buffer> => {
  const destination = destinations.get(kind)
  if (!destination) throw new Error(`No kind ${kind}`)
  const { method, url, headers, body } = exampleRequest(destination, sampleEvents[event])
  const shown = { kind, request: { method, url, headers, body: body ?? null } }
  const page = await browser.newPage({ viewport: { width: 640, height: 900 }, deviceScaleFactor: 1.5 })
  page.on('pageerror', (error) => console.error(error))
  page.on('console', (said) => said.type() === 'error' && console.error(said.text()))
  await page.goto(`${stage}#${encodeURIComponent(JSON.stringify(shown))}`)
  const message = page.locator('[data-message] > article')
  await message.waitFor({ timeout: 10_000 })
  await page.evaluate('document.fonts.ready')
  const png = await message.screenshot()
  await page.close()
  return png
}

const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
const settings = {
  root: fileURLToPath(new URL('dashboard/src/previews/stage/', ROOT)),
  configFile: false,
  logLevel: 'error',
  build: { outDir: folder, emptyOutDir: true },
  preview: { host: '127.0.0.1', port: 0, headers: { 'content-security-policy': POLICY } },
} as const
await build(settings)
const server = await preview(settings)
const browser = await launchChromium()
try {
  await mkdir(new URL('docs/pictures/', ROOT), { recursive: true })
  const [stage = ''] = server.resolvedUrls?.local ?? []
  for (const kind of PICTURED_KINDS) {
    for (const event of PICTURED_EVENTS) {
      const picture = await compressed(await drawn(browser, stage, kind, event))
      await writeFile(new URL(`docs/${picturePath(kind, event)}`, ROOT), picture)
      console.log(`docs/${picturePath(kind, event)} ${(picture.length / 1000).toFixed(1)} kB`)
    }
  }
} finally {
  await browser.close()
  await server.close()
  await rm(folder, { recursive: true })
}
