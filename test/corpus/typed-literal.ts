import ts from 'typescript'

/** A type of a package, and values that are to be of it. */
export interface TypedValues {
  from: string
  /** An expression of the type, such as `chat_v1.Schema$Message`. */
  type: string
  /** What is imported for it. */
  name: string
  values: unknown[]
}

const FILE = new URL('literals.ts', import.meta.url).pathname

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
}

/** A host to which the file of literals is there. */
const hostOf = (content: string): ts.CompilerHost => {
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile, fileExists } = host
  return {
    ...host,
    fileExists: (name) => name === FILE || fileExists(name),
    getSourceFile: (name, language, ...rest) =>
      name === FILE ? ts.createSourceFile(name, content, language) : getSourceFile(name, language, ...rest),
  }
}

interface Line {
  /** The number of its group, and of its value in that. */
  of: string
  code: string
}

const linesOf = ({ from, name, type, values }: TypedValues, group: number): Line[] => [
  { of: `${group}`, code: `import type { ${name} as t${group} } from '${from}'` },
  ...values.map((value, at) => ({
    of: `${group}.${at}`,
    code: `export const v${group}_${at}: ${type.replace(name, `t${group}`)} = ${JSON.stringify(value)}`,
  })),
]

/**
 * What TypeScript says of each value, written out as a literal of the type: a name that the type does not know, at any
 * depth, is an error then, which it is not for a variable.
 */
export const typeFaults = (all: TypedValues[]): string[][][] => {
  const lines = all.flatMap(linesOf)
  const program = ts.createProgram([FILE], OPTIONS, hostOf(lines.map(({ code }) => code).join('\n')))
  const source = program.getSourceFile(FILE)
  const faults = ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => ({
    of: lines[source?.getLineAndCharacterOfPosition(start).line ?? 0]?.of,
    text: ts.flattenDiagnosticMessageText(messageText, ' '),
  }))
  const faultsOf = (of: string): string[] => faults.filter((fault) => fault.of === of).map(({ text }) => text)
  return all.map(({ values }, group) => values.map((_, at) => [...faultsOf(`${group}`), ...faultsOf(`${group}.${at}`)]))
}
