import type { Severity } from '../core/severity.ts'

/** A piece of a line. `link` is http or https. `code` shows it as it stands. */
export interface Span {
  text: string
  link?: string
  strong?: true
  code?: true
}

/**
 * What an issue or comment says, before it becomes an Atlassian document or wiki markup. Texts are clean and not escaped;
 * `prose` and `code` may have several lines.
 */
export type Block =
  | { kind: 'panel'; severity: Severity; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'line'; spans: Span[] }
  | { kind: 'bullets'; items: Span[][] }
  | { kind: 'prose'; text: string }
  | { kind: 'code'; text: string }
