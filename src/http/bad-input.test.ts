import { afterAll, beforeAll } from 'vitest'
import { describeBadInput } from '../../test/describe-bad-input.ts'
import { BODY, KEY, READ_KEY, startDoor, type StartedDoor, targetOperations } from '../../test/http-door.ts'

let runs = 0
let door: StartedDoor

beforeAll(async () => {
  door = await startDoor(targetOperations(() => runs++))
})

afterAll(() => door.close())

describeBadInput(
  () => ({ port: door.port, key: KEY, readOnlyKey: READ_KEY, collection: '/api/targets', body: BODY }),
  () => runs,
)
