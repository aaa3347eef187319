import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where the files that take longest lie, most of it waiting: begun last they would keep a run that is else through. */
const LONGEST = ['/test/processes/', '/test/flows/', '/test/dashboard/', '/test/corpus/']

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONGEST.findIndex((folder) => moduleId.includes(folder))
  return rank < 0 ? LONGEST.length : rank
}

/** Vitest knows how long a file took only where it ran before. It wants a class. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}
