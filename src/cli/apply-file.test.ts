import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseApplyFile } from './apply-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pencheff-apply-'))
  await writeFile(join(folder, 'token'), 'from a file\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const variables = (name: string): string | undefined => ({ ONE: 'first', TWO: 'second', EMPTY: '' })[name]
const parse = (text: string) => parseApplyFile(text, join(folder, 'integrations.yaml'), variables)
const withConfig = (config: string) => `integrations:\n  - name: A\n    config: ${config}\n`

describe('a file of integrations', () => {
  it.each([
    ['variables within a text', '{ a: "x/${ONE}/${TWO}" }', { a: 'x/first/second' }],
    ['a file beside it', '{ a: "file:token" }', { a: 'from a file' }],
    ['what lies deeper', '{ headers: { X: "${ONE}" } }', { headers: { X: 'first' } }],
    ['nothing else', '{ a: 5, b: true, c: "$ONE {TWO}" }', { a: 5, b: true, c: '$ONE {TWO}' }],
  ])('has %s filled in', (_what, config, expected) => {
    expect(parse(withConfig(config))).toEqual([{ name: 'A', config: expected }])
  })

  it('has nothing filled in outside of config', () => {
    expect(parse('integrations:\n  - name: "${ONE}"\n')).toEqual([{ name: '${ONE}' }])
  })

  it.each([
    [
      'a variable that is not set',
      withConfig('{ a: "${THREE}" }'),
      'integrations[0].config.a: the variable THREE is not set',
    ],
    ['a variable that is empty', withConfig('{ a: "${EMPTY}" }'), 'the variable EMPTY is not set'],
    ['a file that is not there', withConfig('{ a: "file:nowhere" }'), 'file:nowhere cannot be read'],
    ['no list', 'integrations: 5', 'give integrations:'],
    ['something else beside it', 'integrations: []\nother: 1', 'other is not known here'],
    ['an entry that is no mapping', 'integrations: [5]', 'integrations[0] must be a mapping'],
    ['a key that stands twice', 'integrations: []\nintegrations: []', 'unique'],
    ['no YAML', 'integrations: [', 'integrations.yaml:'],
  ])('is refused for %s', (_what, text, words) => {
    expect(() => parse(text)).toThrow(words)
  })

  it('shows no line of itself when it is refused', () => {
    const text = 'integrations:\n  - config: { token: secret-token }\n   bad: [\n'
    expect(() => parse(text)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret-token') }))
  })
})
