/** A result: on standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** A word beside the result: on standard error, which scripts leave alone. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))
