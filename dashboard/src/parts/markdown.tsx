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

interface Block {
  steps: boolean
  /** One entry a step, or the one paragraph. */
  texts: string[]
}

const blockOf = (text: string): Block => {
  const lines = text.split('\n')
  if (!STEP.test(lines[0] ?? '')) return { steps: false, texts: [lines.join(' ')] }
  const texts: string[] = []
  for (const line of lines) {
    if (STEP.test(line)) texts.push(line.replace(STEP, ''))
    else texts.push(`${texts.pop() ?? ''} ${line.trim()}`)
  }
  return { steps: true, texts }
}

/** The set-up steps of a kind: paragraphs and numbered steps. */
export const Markdown = ({ text }: { text: string }) => (
  <div className={classes.prose}>
    {text
      .trim()
      .split(/\n{2,}/)
      .map(blockOf)
      .map(({ steps, texts }, index) =>
        steps ? (
          <ol key={index}>
            {texts.map((step) => (
              <li key={step}>
                <Inline text={step} />
              </li>
            ))}
          </ol>
        ) : (
          <p key={index}>
            <Inline text={texts[0] ?? ''} />
          </p>
        ),
      )}
  </div>
)
