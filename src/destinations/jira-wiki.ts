import type { Block, Span } from './jira-document.ts'

/**
 * Text that wiki markup shows as it stands. A backslash before a backslash would be a line break, so that one and what no
 * backslash escapes become entities; `://` is broken so that no bare address turns into a link.
 */
export const escapeWiki = (text: string): string =>
  text
    .replace(/&(?=#?\w{1,32};)/g, '&amp;')
    .replace(/[{}[\]*_\-+^~!|#]/g, '\\$&')
    .replace(/\\(?![{}[\]*_\-+^~!|#])/g, '&#92;')
    .replace(/\?\?/g, '?&#63;')
    .replace(/^([^\S\n]*(?:h[1-6]|bq))\./gim, '$1&#46;')
    .replace(/:(?=\/\/)|(?<=mailto):/gi, '&#58;')

/** Inside `{noformat}` nothing is markup but its own end, which a zero-width space takes apart. */
const verbatim = (text: string): string => text.replace(/\{(?=noformat)/gi, '{\u200B')

/** What could end a link's address or start other markup in it. */
const address = (link: string): string =>
  link.replace(/[[\]{}|!^*\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const spanOf = ({ text, link, strong }: Span): string => {
  const escaped = escapeWiki(text)
  if (link) return `[${escaped}|${address(link)}]`
  // A sign of emphasis only counts beside a letter, so spaces at the edges stay outside.
  return strong ? escaped.replace(/^(\s*)(\S(?:[^]*\S)?)(\s*)$/, '$1*$2*$3') : escaped
}

const lineOf = (spans: Span[]): string => spans.map(spanOf).join('')

const markupOf = (block: Block): string => {
  switch (block.kind) {
    case 'panel':
      return `{panel}\n*${escapeWiki(block.text)}*\n{panel}`
    case 'heading':
      return `h3. ${escapeWiki(block.text)}`
    case 'line':
      return lineOf(block.spans)
    case 'bullets':
      return block.items.map((spans) => `* ${lineOf(spans)}`).join('\n')
    case 'prose':
      return escapeWiki(block.text)
    case 'code':
      return `{noformat}\n${verbatim(block.text)}\n{noformat}`
  }
}

/** Wiki markup, as REST v2 takes descriptions and comments. */
export const toWiki = (blocks: Block[]): string => blocks.map(markupOf).join('\n\n')
