import { faultsOf, isOwnLink, shown, type Report } from './checker.ts'

/** Stands for what a backslash shows as it is. */
const LITERAL = '\uE000'

/**
 * Text outside `{noformat}`, with its escapes taken out. Jira finds the first end of such a block whatever stands before
 * it, and reads a backslash before punctuation as "show that": jira.atlassian.com, "Text Formatting Notation Help".
 */
const outsideCode = (report: Report, markup: string): string => {
  const parts = markup.split(/(?<!\\)\{noformat[^}\n]*\}/i)
  if (parts.length % 2 === 0) report('a block of code is left open')
  return parts
    .filter((_, index) => index % 2 === 0)
    .join(LITERAL)
    .replace(/\\[!-/:-@[-`{-~]/g, (escape) => (escape === '\\\\' ? escape : LITERAL))
}

/** Signs of emphasis beside a word, of which only bold is ours. */
const EMPHASIS = /(?<![\p{L}\p{N}])([_+^~]|-|\?\?)(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu

const FORMS: [what: string, pattern: RegExp][] = [
  ['a macro', /\{(?!panel\})[a-z*{]/i],
  ['an image', /!\S[^!\n]*!/],
  ['an address', /(?:https?|ftp|file|nntp|irc|news):\/\/\S|(?:mailto|tel|skype):\w/i],
  ['a quote', /^\s*bq\./im],
  ['a heading', /^\s*h(?:[124-6]\.|3\.(?! [A-Za-z ]+$))/im],
  ['a list', /^\s*(?:[#-]|\*\*)\S*\s/m],
  ['a rule', /^\s*-{3,}/m],
  ['a table', /^\s*\|/m],
  ['a line break', /\\\\/],
  ['an anchor or mention', /\[(?:~|#|\^)/],
]

/** All that Jira makes of wiki markup, but our links, labels, lists and panels. */
export const liveWiki = (markup: string): string[] =>
  faultsOf((report) => {
    const text = outsideCode(report, markup)
    const rest = text.replace(/\[([^\]\n]*)\]/g, (whole, inside: string) => {
      const target = inside.split('|').at(-1) ?? ''
      if (isOwnLink(target)) return LITERAL
      report(`it links or mentions ${shown(inside)}`)
      return whole
    })
    for (const [what, pattern] of FORMS)
      if (pattern.test(rest)) report(`${what} stands in ${shown(pattern.exec(rest)?.[0] ?? '')}`)
    for (const [form] of rest.matchAll(EMPHASIS)) report(`it formats ${shown(form)}`)
  })
