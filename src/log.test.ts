import { describe, expect, it } from 'vitest'
import { createLog, hideSecret } from './log.ts'

const logged = (write: (log: ReturnType<typeof createLog>) => void): string[] => {
  const lines: string[] = []
  write(createLog('trace', { write: (line) => void lines.push(line) }))
  return lines
}

const SECRET = 'hunter2-"of/the+log'
hideSecret(SECRET)
/** Would end a value and begin another where a line is scrubbed without heed. */
hideSecret('","level":"')

describe('a log line', () => {
  it.each<[string, (log: ReturnType<typeof createLog>) => void]>([
    ['a field', (log) => log.info({ token: SECRET }, 'm')],
    ['a nested field', (log) => log.info({ a: { b: [{ c: SECRET }] } }, 'm')],
    ['the message', (log) => log.info(`sent ${SECRET}`)],
    ['an address', (log) => log.info({ url: `https://a.example/?k=${encodeURIComponent(SECRET)}` }, 'm')],
    ['JSON in a text', (log) => log.info({ body: JSON.stringify({ k: SECRET }) }, 'm')],
    ['an error', (log) => log.error({ err: new Error(`no ${SECRET}`) }, 'm')],
    ['the cause of an error', (log) => log.error({ err: new Error('no', { cause: new Error(SECRET) }) }, 'm')],
    ['base64', (log) => log.info({ auth: Buffer.from(`user:${SECRET}`).toString('base64') }, 'm')],
    ['a child', (log) => log.child({ key: SECRET }).info('m')],
  ])('holds no secret in %s', (_, write) => {
    const [line = ''] = logged(write)
    expect(line).toContain('[redacted]')
    expect(line).not.toContain('hunter2')
    expect(line).not.toContain(Buffer.from('hunter2').toString('base64').slice(2, 8))
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), time: expect.any(String) })
  })

  it.each([
    'a\r\nb',
    '\u001b[31mred',
    'a\u0085b',
    'a\u009bb',
    'a\u2028b',
    'a\u2029b',
    '\u202egnp.exe',
    '\u2066a\u2069',
    '\ufeffa',
    'a\u200bb',
    '","level":"fatal',
    '\ud83d',
  ])('of %j is one line of plain JSON', (text) => {
    const lines = logged((log) => log.info({ text, [`k${text}`]: 1 }, text))
    expect(lines).toHaveLength(1)
    const [line = ''] = lines
    expect(line).toMatch(/^[^\p{Cc}\p{Cf}\u2028\u2029]*\n$/u)
    expect(JSON.parse(line)).toMatchObject({ level: 'info' })
  })
})
