import { Button, Modal, Select, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api } from '../api/client.ts'
import { refresh } from '../api/queries.ts'
import type { Finding, FindingWithRefs } from '../api/schemas.ts'
import {
  RECHECK_TITLES,
  type Recheck,
  type Suppression,
  SUPPRESSION_TITLES,
  type Verification,
  VERIFICATION_TITLES,
} from '../api/vocabulary.ts'
import { done } from '../parts/notice.ts'
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

interface AskProps<T extends string> {
  label: string
  title: string
  /** What follows from it. */
  lead: string
  field: string
  options: Record<T, string>
  first: T
  /** With a note. */
  noted?: boolean
  finding: Finding
  act: Act
  bodyOf: (picked: T, note: string) => unknown
  said: string
}

const keysOf = <T extends string>(options: Record<T, string>): T[] => Object.keys(options) as T[]

/** A button that asks for one choice, and perhaps a note, before it acts. */
const Ask = <T extends string>(props: AskProps<T>) => {
  const { label, title, lead, field, options, first, noted = false, finding, act, bodyOf, said } = props
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState(first)
  const [note, setNote] = useState('')
  const acting = useAct(finding.id, act, said, () => setOpen(false))
  const values = keysOf(options)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={title}>
        <div className={classes.ask}>
          <p className="dim">{lead}</p>
          <Select
            label={field}
            data={values.map((value) => ({ value, label: options[value] }))}
            value={picked}
            allowDeselect={false}
            onChange={(value) => setPicked(values.find((one) => one === value) ?? picked)}
          />
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
          <Refused error={acting.error} />
          <div className={classes.askactions}>
            <Button variant="default" onClick={() => setOpen(false)}>
              Not now
            </Button>
            <Button loading={acting.isPending} onClick={() => acting.mutate(bodyOf(picked, note))}>
              {label}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}

const Refused = ({ error }: { error: Error | null }): ReactNode =>
  error !== null && (
    <p role="alert" className={classes.refused}>
      {error.message}
    </p>
  )

const noteOf = (note: string): { note?: string } => (note.trim() === '' ? {} : { note: note.trim() })

const StatusButton = ({ finding }: { finding: Finding }) => (
  <Ask<Verification>
    label="Set status"
    title="Set the verification status"
    lead="Integrations that take changed findings are told."
    field="Status"
    options={VERIFICATION_TITLES}
    first={finding.verification_status}
    finding={finding}
    act="status"
    bodyOf={(verification_status) => ({ verification_status })}
    said="The status is set."
  />
)

const SuppressButton = ({ finding }: { finding: Finding }) => (
  <Ask<Suppression>
    label="Suppress"
    title="Suppress this finding?"
    lead="It stays in the list, marked, and later scans do not count it. It can be taken back."
    field="Reason"
    options={SUPPRESSION_TITLES}
    first="accepted_risk"
    noted
    finding={finding}
    act="suppress"
    bodyOf={(reason, note) => ({ reason, ...noteOf(note) })}
    said="The finding is suppressed."
  />
)

const RecheckButton = ({ finding }: { finding: Finding }) => (
  <Ask<Recheck>
    label="Recheck"
    title="Record a recheck"
    lead="What a second look found. Integrations that take changed findings are told."
    field="Outcome"
    options={RECHECK_TITLES}
    first="present"
    noted
    finding={finding}
    act="recheck"
    bodyOf={(outcome, note) => ({ outcome, ...noteOf(note) })}
    said="The recheck is on record."
  />
)

const UnsuppressButton = ({ finding }: { finding: Finding }) => {
  const acting = useAct(finding.id, 'unsuppress', 'The suppression is taken back.', () => undefined)
  return (
    <>
      <Button variant="default" loading={acting.isPending} onClick={() => acting.mutate(undefined)}>
        Unsuppress
      </Button>
      <Refused error={acting.error} />
    </>
  )
}

/** What a person may do with a finding; each comes to be with the finding as it now is. */
export const FindingActions = ({ finding }: { finding: Finding }) => (
  <>
    <StatusButton key={finding.verification_status} finding={finding} />
    {finding.suppressed === null ? <SuppressButton finding={finding} /> : <UnsuppressButton finding={finding} />}
    <RecheckButton finding={finding} />
  </>
)
