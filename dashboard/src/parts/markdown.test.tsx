import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'

const drawn = (text: string): string => renderToStaticMarkup(<Markdown text={text} />).replace(/ class="[^"]*"/g, '')

test('steps, paragraphs and tables are drawn as such, and what looks like markup is text', () => {
  expect(drawn('1. Open **it**.\n2. Copy\n   the `URL`.')).toBe(
    '<div><ol><li>Open <strong>it</strong>.</li><li>Copy the <code>URL</code>.</li></ol></div>',
  )
  expect(drawn('| event | becomes |\n|---|---|\n| finding_new | an `alert` |')).toBe(
    '<div><table><thead><tr><th scope="col">event</th><th scope="col">becomes</th></tr></thead>' +
      '<tbody><tr><td>finding_new</td><td>an <code>alert</code></td></tr></tbody></table></div>',
  )
  expect(drawn('a <b>\nc')).toBe('<div><p>a &lt;b&gt; c</p></div>')
})
