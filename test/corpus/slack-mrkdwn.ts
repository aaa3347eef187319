import { faultsOf, isOwnLink, shown, type Report } from './checker.ts'

/** What stands between `<` and `>` is a command to Slack: docs.slack.dev/messaging/formatting-message-text */
const CONTROL = /<([^<>\n]*)>/g

const reportControl = (report: Report, inside: string): void => {
  if (/^[!@#]/.test(inside)) {
    report(`it mentions ${shown(inside)}`)
    return
  }
  const [url = ''] = inside.split('|')
  if (!isOwnLink(url)) report(`it links to ${shown(url)}`)
}

/** Mentions and links that are written out. */
export const liveControls = (text: string): string[] =>
  faultsOf((report) => {
    for (const [, inside = ''] of text.matchAll(CONTROL)) reportControl(report, inside)
  })

const FORMS = [
  /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*\S)\*(?![\p{L}\p{N}*])/gu,
  /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*\S)_(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*\S)~(?![\p{L}\p{N}~])/gu,
  /`+([^`]+)`+/g,
]
/** A label or a number of our own. */
const PLAIN_WORDS = /^[\w ]{1,40}$/

/** What only happens where `verbatim` is not set: names and addresses are linked as they stand. */
const reportLinkedNames = (report: Report, text: string): void => {
  if (/(?:^|\W)(?:https?:\/\/|www\.|[@#][a-z])/i.test(text)) report(`names and addresses are linked in ${shown(text)}`)
}

/** All that Slack makes of a `mrkdwn` text, but links to our own pages and bold words of our own. */
export const liveMrkdwn = (text: string, { isVerbatim }: { isVerbatim: boolean }): string[] =>
  faultsOf((report) => {
    for (const fault of liveControls(text)) report(fault)
    const rest = text.replace(CONTROL, '')
    for (const form of FORMS)
      for (const [, inside = ''] of rest.matchAll(form))
        if (!PLAIN_WORDS.test(inside)) report(`it formats ${shown(inside)}`)
    if (/^\s*(?:&gt;|>)/m.test(rest)) report(`it quotes in ${shown(rest)}`)
    if (/:[\w+-]+:/.test(rest)) report(`an emoji is drawn in ${shown(rest)}`)
    if (!isVerbatim) reportLinkedNames(report, rest)
  })
