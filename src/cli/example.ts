/** What a command's help ends with. */
export const example = (...lines: string[]): string =>
  `\nExample:\n${lines.map((line) => `  pencheff-integrations ${line}`).join('\n')}`
