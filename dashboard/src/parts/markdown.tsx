import type { ReactNode } from 'react'
import classes from './markdown.module.css'

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)/

const inlinePart = (part: string, index: number): ReactNode => {
  if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>
  if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>
  return part.startsWith('*') && part.length > 2 ? <em key={index}>{part.slice(1, -1)}</em> : part
}

/** Code, bold and italics of one line; everything else is text, whatever it looks like. */
export const Inline = ({ text }: { text: string }) => text.split(INLINE).map(inlinePart)

const STEP = /^\s*\d+\.\s+/

type Block = { form: 'text'; text: string } | { form: 'steps'; texts: string[] } | { form: 'table'; rows: string[][] }

const stepsOf = (lines: readonly string[]): string[] => {
  const texts: string[] = []
  for (const line of lines) {
    if (STEP.test(line)) texts.push(line.replace(STEP, ''))
    else texts.push(`${texts.pop() ?? ''} ${line.trim()}`)
  }
  return texts
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())

const isRule = (line: string): boolean => /^\|[\s:|-]+\|$/.test(line.trim())

const blockOf = (text: string): Block => {
  const lines = text.split('\n')
  const [first = ''] = lines
  if (first.startsWith('|')) return { form: 'table', rows: lines.filter((line) => !isRule(line)).map(cellsOf) }
  return STEP.test(first) ? { form: 'steps', texts: stepsOf(lines) } : { form: 'text', text: lines.join(' ') }
}

const Table = ({ rows: [head = [], ...rows] }: { rows: string[][] }) => (
  <table>
    <thead>
      <tr>
        {head.map((cell) => (
          <th key={cell} scope="col">
            {cell}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((cells) => (
        <tr key={cells.join()}>
          {cells.map((cell, index) => (
            <td key={index}>
              <Inline text={cell} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

const BlockPart = ({ block }: { block: Block }) => {
  if (block.form === 'table') return <Table rows={block.rows} />
  if (block.form === 'text')
    return (
      <p>
        <Inline text={block.text} />
      </p>
    )
  return (
    <ol>
      {block.texts.map((step) => (
        <li key={step}>
          <Inline text={step} />
        </li>
      ))}
    </ol>
  )
}

/** The set-up steps of a kind: paragraphs, numbered steps and tables. */
export const Markdown = ({ text }: { text: string }) => (
  <div className={classes.prose}>
    {text
      .trim()
      .split(/\n{2,}/)
      .map((block, index) => (
        <BlockPart key={index} block={blockOf(block)} />
      ))}
  </div>
)
