import { Button, Modal, Select, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { refresh } from '../api/queries.ts'
import type { Finding, FindingWithRefs } from '../api/schemas.ts'
import { RECHECK_TITLES, SUPPRESSION_TITLES, VERIFICATION_TITLES } from '../api/vocabulary.ts'
import { done } from '../parts/notice.ts'
import { WhoIsTold } from './who-is-told.tsx'
import classes from './findings.module.css'

type Act = 'status' | 'suppress' | 'unsuppress' | 'recheck'

/** Acts on a finding; every page that shows it asks again. */
const useAct = (id: string, act: Act, said: string, close: () => void) =>
  useMutation({
    mutationFn: (body?: unknown) => api.post<FindingWithRefs>(`/findings/${id}/${act}`, body),
    onSuccess: async () => {
      close()
      await refresh('/findings', '/events', '/deliveries')
      done(said)
    },
  })

interface AskProps {
  label: string
  title: string
  /** What follows from it. */
  lead: string
  /** What is picked, by its field in the request. */
  choice?: { field: string; label: string; options: Record<string, string>; first: string }
  /** With a note. */
  noted?: boolean
  finding: Finding
  act: Act
  said: string
}

const optionsOf = (options: Record<string, string>) =>
  Object.entries(options).map(([value, label]) => ({ value, label }))

/** The question in the dialog: what is picked, perhaps a note, and whom it tells. */
const Question = ({ label, lead, choice, noted = false, finding, act, said, close }: AskProps & { close(): void }) => {
  const [picked, setPicked] = useState(choice?.first ?? '')
  const [note, setNote] = useState('')
  const acting = useAct(finding.id, act, said, close)
  const given = choice && { [choice.field]: picked }
  return (
    <div className={classes.ask}>
      <p className="dim">{lead}</p>
      {choice && (
        <Select
          label={choice.label}
          data={optionsOf(choice.options)}
          value={picked}
          allowDeselect={false}
          onChange={(value) => setPicked(value ?? picked)}
        />
      )}
      {noted && (
        <Textarea
          label="Note"
          description="Why, for whoever looks next. Optional."
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <WhoIsTold id={finding.id} what={{ act, ...given }} />
      {acting.isError && (
        <p role="alert" className={classes.refused}>
          {acting.error.message}
        </p>
      )}
      <div className={classes.askactions}>
        <Button variant="default" onClick={close}>
          Not now
        </Button>
        <Button
          loading={acting.isPending}
          onClick={() => acting.mutate(given && { ...given, ...(note.trim() !== '' && { note: note.trim() }) })}
        >
          {label}
        </Button>
      </div>
    </div>
  )
}

/** A button that shows what it would do before it does it. */
const Ask = (props: AskProps) => {
  const [open, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Modal opened={open} onClose={close} title={props.title}>
        <Question {...props} close={close} />
      </Modal>
    </>
  )
}

const StatusButton = ({ finding }: { finding: Finding }) => (
  <Ask
    label="Set status"
    title="Set the verification status"
    lead="What people found out about it."
    choice={{
      field: 'verification_status',
      label: 'Status',
      options: VERIFICATION_TITLES,
      first: finding.verification_status,
    }}
    finding={finding}
    act="status"
    said="The status is set."
  />
)

const SuppressButton = ({ finding }: { finding: Finding }) => (
  <Ask
    label="Suppress"
    title="Suppress this finding?"
    lead="It stays in the list, marked, and later scans do not count it. It can be taken back."
    choice={{ field: 'reason', label: 'Reason', options: SUPPRESSION_TITLES, first: 'accepted_risk' }}
    noted
    finding={finding}
    act="suppress"
    said="The finding is suppressed."
  />
)

const UnsuppressButton = ({ finding }: { finding: Finding }) => (
  <Ask
    label="Unsuppress"
    title="Take the suppression back?"
    lead="The finding counts again, in this list and in later scans."
    finding={finding}
    act="unsuppress"
    said="The suppression is taken back."
  />
)

const RecheckButton = ({ finding }: { finding: Finding }) => (
  <Ask
    label="Recheck"
    title="Record a recheck"
    lead="What a second look found."
    choice={{ field: 'outcome', label: 'Outcome', options: RECHECK_TITLES, first: 'present' }}
    noted
    finding={finding}
    act="recheck"
    said="The recheck is on record."
  />
)

/** What a person may do with a finding; each comes to be with the finding as it now is. */
export const FindingActions = ({ finding }: { finding: Finding }) => (
  <>
    <StatusButton key={finding.verification_status} finding={finding} />
    {finding.suppressed === null ? <SuppressButton finding={finding} /> : <UnsuppressButton finding={finding} />}
    <RecheckButton finding={finding} />
  </>
)
