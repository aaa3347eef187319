/*
 * Photographs the dashboard of a service that has run for a week (scripts/showroom/), with made-up findings and receivers on
 * loopback. Takes about three minutes; needs Chromium and pngquant.
 *
 *   node scripts/dashboard-pictures.ts            the pictures of the README, into docs/pictures/dashboard-NAME.png
 *   node scripts/dashboard-pictures.ts FOLDER     every page, light and dark, 1,280 and 390 pixels wide, as it is
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../test/chromium.ts'
import { compressed } from './compressed.ts'
import { invite, type Showroom, startShowroom } from './showroom/installation.ts'
import {
  type Look,
  LOOKS,
  photograph,
  type Session,
  setUp,
  type Shown,
  shownOf,
  visitor,
} from './showroom/photograph.ts'

const DOCS = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
/** What the README shows, each in the look that suits it. */
const BEST: Record<string, Look> = {
  overview: { scheme: 'light', width: 1280 },
  integration: { scheme: 'light', width: 1280 },
  event: { scheme: 'dark', width: 1280 },
  delivery: { scheme: 'light', width: 1280 },
}

const shoot = async (browser: Browser, url: string, session: Session, look: Look, shown: Shown): Promise<Buffer> => {
  const context = await visitor(browser, look, session)
  try {
    return await photograph(await context.newPage(), { ...shown, address: url + shown.address })
  } finally {
    await context.close()
  }
}

const openRoom = async (browser: Browser, room: Showroom): Promise<Session> => {
  const context = await visitor(browser, LOOKS[0])
  const session = await setUp(await context.newPage(), room.setUpLink)
  await context.close()
  await invite(room.api)
  return session
}

const run = async (browser: Browser, room: Showroom, folder: string | undefined): Promise<void> => {
  const session = await openRoom(browser, room)
  for (const shown of await shownOf(room.api)) {
    const best = BEST[shown.name]
    const looks = folder === undefined ? [best].filter((look) => look !== undefined) : LOOKS
    for (const look of looks) {
      const picture = await shoot(
        browser,
        room.url,
        session,
        look,
        folder === undefined ? { ...shown, window: true } : shown,
      )
      const path =
        folder === undefined
          ? join(DOCS, `dashboard-${shown.name}.png`)
          : join(folder, `${shown.name}-${look.scheme}-${String(look.width)}.png`)
      const bytes = folder === undefined ? await compressed(picture, 256) : picture
      await writeFile(path, bytes)
      console.log(`${path} ${(bytes.length / 1000).toFixed(1)} kB`)
    }
  }
}

const [folder] = process.argv.slice(2)
if (folder !== undefined) await mkdir(folder, { recursive: true })
const data = await mkdtemp(join(tmpdir(), 'showroom-'))
const browser = await launchChromium()
try {
  await using room = await startShowroom(data)
  await run(browser, room, folder)
} finally {
  await browser.close()
  await rm(data, { recursive: true })
}
