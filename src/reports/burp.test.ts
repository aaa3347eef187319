import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const issue = (fields: Record<string, string>) => {
  const all = {
    type: '1049088',
    name: 'SQL injection',
    host: 'https://shop.example.com',
    path: '/s',
    severity: 'High',
    ...fields,
  }
  const elements = Object.entries(all).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`)
  return `<issue>\n${elements.join('\n')}\n</issue>`
}

const report = (...issues: string[]) =>
  `<?xml version="1.0"?>\n<issues burpVersion="2026.9">\n${issues.join('\n')}\n</issues>`

test('an issue in words: no markup, its parameter and CWE', async () => {
  const one = issue({
    location: '/s [q parameter]',
    issueDetail: 'The <b>q</b> parameter.<br>It breaks.',
    remediationBackground: '<p>Bind values.</p>',
    references: '<a href="https://a.example/1">A</a>',
    vulnerabilityClassifications: '<a href="https://cwe.mitre.org/">CWE-89: SQL</a>',
  })
  expect(await oneFinding(report(one))).toMatchObject({
    title: 'SQL injection',
    severity: 'high',
    endpoint: 'https://shop.example.com/s',
    parameter: 'q',
    cwe_id: 'CWE-89',
    description: 'The q parameter.\nIt breaks.',
    remediation: 'Bind values.',
    references: ['https://a.example/1'],
  })
})

test.each([
  ['another parameter', { location: '/s [b parameter]' }, 1],
  ['another path', { path: '/t' }, 2],
  ['another host', { host: 'https://api.example.com' }, 2],
  ['another type', { type: '2097920' }, 2],
  ['another name of one type', { name: 'SQL injection (again)' }, 1],
])('%s makes two of %j: %d', async (_, fields, count) => {
  expect(await countFindings(report(issue({}), issue(fields)))).toBe(count)
})

test('what extensions find is told apart by name', async () => {
  const extension = (name: string) => issue({ type: '134217728', name })
  expect(await countFindings(report(extension('A'), extension('B')))).toBe(2)
})

test('a false positive is suppressed, information is info', async () => {
  expect((await oneFinding(report(issue({ severity: 'False positive' })))).suppressed).toBe(
    'Marked as a false positive in Burp',
  )
  expect((await oneFinding(report(issue({ severity: 'Information' })))).severity).toBe('info')
})

test('requests and responses are left out, as they hold cookies', async () => {
  const finding = await oneFinding(report(issue({ requestresponse: 'Cookie: sid-4711' })))
  expect(JSON.stringify(finding)).not.toContain('sid-4711')
})

test('entities of the document stay as they are written', async () => {
  const xxe = '<!DOCTYPE issues [<!ENTITY xxe SYSTEM "file:///etc/hostname">]>'
  const text = `${xxe}<issues burpVersion="1"><issue><type>1</type><name>&xxe;</name></issue></issues>`
  expect((await oneFinding(text)).title).toBe('&xxe;')
})

test.each([
  [report('<issue><type>134217728</type></issue>'), 'line 3, /issues/issue[1]: a name is needed'],
  [report(issue({}), '<issue>'), 'line 11: it is not valid XML'],
])('%s is refused: %s', async (text, words) => {
  await expect(countFindings(text)).rejects.toThrow(words)
})

test('without issues nothing was found', async () => {
  expect(await countFindings(report())).toBe(0)
})
