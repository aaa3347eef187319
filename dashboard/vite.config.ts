import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SERVICE = 'http://127.0.0.1:8080'

/** Writes each text file's `.br` and `.gz` beside it, so that the service compresses nothing at run time. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  writeBundle: async ({ dir = '' }) => {
    const assets = join(dir, 'assets')
    const names = (await readdir(assets)).filter((name) => /\.(js|css|svg)$/.test(name))
    await Promise.all(
      names.map(async (name) => {
        const content = await readFile(join(assets, name))
        await writeFile(join(assets, `${name}.br`), await promisify(brotliCompress)(content))
        await writeFile(join(assets, `${name}.gz`), await promisify(gzip)(content))
      }),
    )
  },
})

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompress()],
  // The service puts a nonce of its own there on every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: { proxy: { '/api': SERVICE, '/healthz': SERVICE } },
})
