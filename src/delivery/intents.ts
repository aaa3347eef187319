import { TransportError } from '../core/http.ts'
import type { Intents } from '../destinations/destination.ts'
import type { Db } from '../store/database.ts'
import { declareIntent, withdrawIntent } from '../store/send-intents.ts'

/** Without a record nothing may be sent; database trouble passes, so the attempt is one to try again. */
const unwritten = (cause: unknown): never => {
  throw new TransportError('network', 'the service could not write down what it was about to send', { cause })
}

/** The intents of a delivery, in the database. */
export const createIntents =
  (db: Db) =>
  (deliveryId: string): Intents => ({
    declare: (step, instead) => declareIntent(db, deliveryId, step, instead).catch(unwritten),
    withdraw: (step) => withdrawIntent(db, deliveryId, step).catch(unwritten),
  })
