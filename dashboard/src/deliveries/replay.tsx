import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ApiProblem } from '../api/client.ts'
import { refresh } from '../api/queries.ts'
import type { ReplayCount } from '../api/schemas.ts'
import { ConfirmButton } from '../parts/confirm.tsx'
import { ReplayIcon } from '../parts/icons.tsx'
import { done, failed } from '../parts/notice.ts'
import { Loaded } from '../parts/states.tsx'
import classes from './deliveries.module.css'
import type { DeliveryFilter } from './delivery-filter.ts'

const REPLAY = '/deliveries/replay'

const messages = (count: number): string => (count === 1 ? '1 message' : `${count.toLocaleString()} messages`)

const replayOne = (id: string): Promise<unknown> => api.post(`/deliveries/${id}/replay`)

/** Answers how many went; those that are not finished, or whose integration is off, stay. */
const replayEach = async (ids: readonly string[]): Promise<number> => {
  let count = 0
  for (const id of ids) {
    const went = await replayOne(id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ApiProblem && error.status === 409) return false
        throw error
      },
    )
    if (went) count += 1
  }
  return count
}

const AGAIN = 'Receivers see the same idempotency key; a chat shows the message again.'

export const ReplayOne = ({ id }: { id: string }) => {
  const replay = async (): Promise<void> => {
    await replayOne(id)
    await refresh('/deliveries')
    done('It is sent once more, under the same idempotency key.')
  }
  return (
    <ConfirmButton
      label="Replay"
      variant="filled"
      leftSection={<ReplayIcon />}
      title="Send it once more?"
      confirm="Send it"
      keep="Not now"
      mild
      act={replay}
    >
      {AGAIN}
    </ConfirmButton>
  )
}

export const ReplaySelected = ({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) => {
  const replay = async (): Promise<void> => {
    const count = await replayEach(ids)
    await refresh('/deliveries')
    const stayed = ids.length - count
    done(`${messages(count)} sent once more.${stayed > 0 ? ` ${stayed} could not be: not finished, or off.` : ''}`)
    onDone()
  }
  return (
    <ConfirmButton
      label={`Replay ${ids.length} selected`}
      variant="filled"
      leftSection={<ReplayIcon />}
      title={`Send ${messages(ids.length)} once more?`}
      confirm="Send them"
      keep="Not now"
      mild
      act={replay}
    >
      {`Those that are finished, of integrations that are on. ${AGAIN}`}
    </ConfirmButton>
  )
}

const Asked = ({ filter, close }: { filter: DeliveryFilter; close: () => void }) => {
  const count = useQuery({
    queryKey: ['replay-count', filter],
    queryFn: () => api.post<ReplayCount>(REPLAY, { ...filter, dry_run: true }),
    staleTime: 0,
    gcTime: 0,
  })
  const replaying = useMutation({
    mutationFn: () => api.post<ReplayCount>(REPLAY, filter),
    onSuccess: async (sent) => {
      close()
      await refresh('/deliveries')
      done(`${messages(sent.count)} sent once more.`)
    },
    onError: failed,
  })
  return (
    <Loaded query={count} height={90}>
      {(found) => (
        <div className={classes.asked}>
          <p>
            {found.count === 0
              ? 'No finished delivery of an enabled integration fits the filters.'
              : `${messages(found.count)} will be sent once more: delivered and failed ones that fit the filters, of integrations that are on. Receivers see the same idempotency keys; chats show the messages again.`}
          </p>
          <div className={classes.askedactions}>
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button disabled={found.count === 0} loading={replaying.isPending} onClick={() => replaying.mutate()}>
              {found.count === 0 ? 'Replay' : `Replay ${found.count.toLocaleString()}`}
            </Button>
          </div>
        </div>
      )}
    </Loaded>
  )
}

/** Replays all that the filters name, after saying how many that is. */
export const ReplayFiltered = ({ filter }: { filter: DeliveryFilter }) => {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<ReplayIcon />} onClick={() => setOpen(true)}>
        Replay by filter
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Replay what the filters name?">
        <Asked filter={filter} close={() => setOpen(false)} />
      </Modal>
    </>
  )
}
