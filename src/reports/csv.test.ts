import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

test.each([
  ['Name,Risk\nA,High', { title: 'A', severity: 'high' }],
  ['\uFEFFName;Risk\r\n"A;B";High\r\n', { title: 'A;B', severity: 'high' }],
  ['Name,Risk\r\n\n"A",High\n', { title: 'A', severity: 'high' }],
  ['title\tcvss_score\nA\t9.8', { title: 'A', severity: 'critical', cvss_score: 9.8 }],
  ['"Title","SEVERITY"\n"A ""quoted""","moderate"', { title: 'A "quoted"', severity: 'medium' }],
  ['Name,Risk,CWE,URL,Param\nA,x,79,https://a.example/,q', { cwe_id: 'CWE-79', parameter: 'q', severity: 'medium' }],
  ['Title,Severity,File,Line\nA,low,src/a.ts,7', { location: { path: 'src/a.ts', start_line: 7 } }],
  [
    'Title,Severity,See Also\nA,low,"https://a.example\nhttps://b.example"',
    { references: ['https://a.example', 'https://b.example'] },
  ],
])('%j is read by its headers', async (text, finding) => {
  expect(await oneFinding(text)).toMatchObject(finding)
})

test('columns that are named go before those that are guessed', async () => {
  const text = 'Name,Befund,Stufe\nignored,SQL,hoch\nignored,XSS,high'
  const findings = await readFindings(text, 'csv', { columns: 'title:Befund,severity:Stufe' })
  expect(findings.map(({ title, severity }) => [title, severity])).toStrictEqual([
    ['SQL', 'medium'],
    ['XSS', 'high'],
  ])
})

test('named columns make any text that is neither JSON nor XML a CSV file', async () => {
  const columns = 'title:Befund'
  expect(await readFindings('Befund,Stufe\nSQL,hoch', 'auto', { columns })).toMatchObject([{ title: 'SQL' }])
  expect(await readFindings('{"findings": []}', 'auto', { columns })).toStrictEqual([])
})

test('a header with a comma or a colon can be named', async () => {
  const text = '"Risk, rated",Name: long\nhigh,A'
  const columns = '"severity:Risk, rated",title:Name: long'
  expect(await readFindings(text, 'csv', { columns })).toMatchObject([{ title: 'A', severity: 'high' }])
})

test.each([
  ['Title,Severity,Host\nA,high,a\nA,high,b', 2],
  ['Title,Severity,Description\nA,high,one\nA,high,two', 1],
  ['Title,Severity,Fingerprint\nA,high,f1\nB,low,f1', 1],
  ['Title,Severity\n', 0],
])('%j has %d findings', async (text, count) => {
  expect(await countFindings(text)).toBe(count)
})

test.each([
  ['yes', 'Suppressed in the scanner'],
  ['behind a gateway', 'behind a gateway'],
  ['no', undefined],
  ['', undefined],
])('suppressed %s means %s', async (value, words) => {
  expect((await oneFinding(`Title,Severity,Suppressed\nA,high,${value}`)).suppressed).toBe(words)
})

test.each([
  ['Title,Severity\nA,high\n,low', undefined, 'line 3: a title is needed'],
  ['Title,Severity\nA,high,more', undefined, 'line 2: a row has more values than there are headers'],
  ['Title,Severity\n"A,high', undefined, 'a quote is not closed'],
  ['Title,Severity\n"A"x,high', undefined, 'line 2: something follows a closing quote'],
  ['Severity\nhigh', undefined, 'line 1: no column is the title'],
  ['Title,Severity\nA,high', 'colour:Title', 'each is FIELD:HEADER'],
  ['Title,Severity\nA,high', 'title', 'each is FIELD:HEADER'],
  ['Title,Severity\nA,high', 'title:Name', 'line 1: columns: the file has no header for title'],
  ['Title,Severity\nA,high', '"title', 'columns'],
])('%j with columns %s is refused: %s', async (text, columns, words) => {
  const failed = readFindings(text, 'csv', { columns })
  await expect(failed).rejects.toThrow(words)
  await expect(failed).rejects.toMatchObject({ code: 'invalid_report', status: 422 })
})

test('what is no table of findings is no CSV', async () => {
  for (const text of ['hello, world', 'a,b\n1,2', 'title\nA'])
    await expect(readFindings(text)).rejects.toMatchObject({ code: 'unknown_format' })
})

test.each([
  ['0', 'info'],
  ['1', 'low'],
  ['2', 'medium'],
  ['3', 'high'],
  ['4', 'critical'],
  ['5', 'medium'],
  ['-1', 'medium'],
])('the severity %s is %s', async (level, severity) => {
  expect(await readFindings(`Title,Severity\nA,${level}`)).toMatchObject([{ severity }])
})

test("a weakness is known by the address of MITRE's page about it", async () => {
  const text = 'Title,Severity,CWE\nA,low,https://cwe.mitre.org/data/definitions/89.html'
  expect(await readFindings(text)).toMatchObject([{ cwe_id: 'CWE-89' }])
})
