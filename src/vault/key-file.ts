import { chmod, readFile, writeFile } from 'node:fs/promises'
import { newFernetKey } from './fernet.ts'

/** Reads the keys kept in `path`, one a line; makes the file with one new key, for our eyes only, where there is none. */
export const readOrMakeKeys = async (path: string): Promise<string[]> => {
  await writeFile(path, `${newFernetKey()}\n`, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await chmod(path, 0o600)
  return (await readFile(path, 'utf8')).split(/[\s,]+/).filter((key) => key !== '')
}
