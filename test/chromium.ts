import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'

/** Root has no sandbox; the rest keeps it from calling out. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const findChromium = (): string => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim()
    } catch {
      // The next name, then.
    }
  }
  throw new Error('the dashboard’s tests and pictures need Chromium on the PATH: apt-get install chromium')
}

/** The machine's own. */
export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: findChromium(), args: FLAGS })
