import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const alert = (extra: object = {}) => ({
  pluginid: '40018',
  alertRef: '40018-1',
  alert: 'SQL Injection',
  riskcode: '3',
  confidence: '2',
  desc: '<p>First &amp; last.</p><p>Second &lt;b&gt;.</p>',
  instances: [{ uri: 'https://shop.example.com/s?q=probe', method: 'GET', param: 'q', attack: "'", evidence: 'error' }],
  solution: '<p>Bind values.</p>',
  reference: '<p>https://a.example/1</p><p>https://a.example/2</p>',
  cweid: '89',
  ...extra,
})

const report = (...alerts: object[]) => ({
  '@version': '2.16.1',
  site: [{ alerts, '@name': 'https://shop.example.com' }],
})

test('an alert in words: no markup, the addresses apart', async () => {
  expect(await oneFinding(report(alert()))).toMatchObject({
    title: 'SQL Injection',
    severity: 'high',
    cwe_id: 'CWE-89',
    description: 'First & last.\nSecond <b>.',
    remediation: 'Bind values.',
    references: ['https://a.example/1', 'https://a.example/2'],
    parameter: 'q',
    evidence: "Method: GET\n\nAttack: '\n\nEvidence: error",
  })
})

test.each([
  ['another parameter', { uri: 'https://shop.example.com/s?q=probe', param: 'page' }, 2],
  ['another address', { uri: 'https://shop.example.com/t', param: 'q' }, 2],
  ['another probe', { uri: 'https://shop.example.com/s?q=other', param: 'q' }, 1],
  ['another method', { uri: 'https://shop.example.com/s?q=probe', param: 'q', method: 'POST' }, 1],
])('%s of an instance makes two of %j: %d', async (_, instance, count) => {
  expect(await countFindings(report(alert(), alert({ instances: [instance] })))).toBe(count)
})

test('without instances the site is the place, wherever its name stands', async () => {
  expect((await oneFinding(report(alert({ instances: [] })))).endpoint).toBe('https://shop.example.com')
})

test.each([
  ['0', 'info'],
  ['1', 'low'],
  ['2', 'medium'],
  ['9', 'medium'],
])('risk %s is %s', async (riskcode, severity) => {
  expect((await oneFinding(report(alert({ riskcode })))).severity).toBe(severity)
})

test('a false positive is suppressed', async () => {
  const finding = await oneFinding(report(alert({ confidence: '0' })))
  expect(finding.suppressed).toBe('Marked as a false positive in ZAP')
})

test('XML and JSON of one alert are one finding', async () => {
  const xml = `<?xml version="1.0"?>
<OWASPZAPReport version="2.16.1"><site name="https://shop.example.com"><alerts><alertitem>
<pluginid>40018</pluginid><alertRef>40018-1</alertRef><alert>SQL Injection</alert><riskcode>3</riskcode>
<instances><instance><uri>https://shop.example.com/s?q=x</uri><param>q</param></instance></instances>
</alertitem></alerts></site></OWASPZAPReport>`
  expect((await oneFinding(xml)).fingerprint).toBe((await oneFinding(report(alert()))).fingerprint)
})

test('XML from before there were instances', async () => {
  const xml = `<OWASPZAPReport><site name="http://a.example"><alerts><alertitem><pluginid>1</pluginid>
<alert>A</alert><riskcode>1</riskcode><uri>http://a.example/x</uri><param>p</param></alertitem></alerts></site></OWASPZAPReport>`
  expect(await oneFinding(xml)).toMatchObject({ endpoint: 'http://a.example/x', parameter: 'p', severity: 'low' })
})

test.each([
  [{ '@version': '2', site: {} }, '/site: an array is needed'],
  [{ '@version': '2', site: [{ alerts: {} }] }, '/site/0: an object with an array of alerts is needed'],
  [report(alert({ instances: 7 })), '/site/0/alerts/0/instances: an array is needed'],
  [report(alert({ pluginid: 7, alertRef: null })), '/site/0/alerts/0/pluginid: a text is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content)).rejects.toThrow(words)
})
