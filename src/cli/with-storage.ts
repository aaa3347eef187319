import { readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { openStorage, type Storage } from '../storage.ts'

/** Opens the database that the environment names for one command, and closes it after. */
export const withStorage = async (run: (storage: Storage) => Promise<void>): Promise<void> => {
  const config = readConfig()
  const storage = await openStorage(config, createLog(config.logLevel), false)
  try {
    await run(storage)
  } finally {
    await storage.close()
  }
}
