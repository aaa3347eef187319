import { useEffect } from 'react'
import { startLive } from '../api/live.ts'
import { type Standing, useStanding } from '../api/standing.ts'
import classes from './shell.module.css'

const WORDS: Record<Standing, [word: string, explained: string]> = {
  connecting: ['Connecting', 'What is shown is as it was when the page was opened.'],
  live: ['Live', 'Changes are shown as they happen.'],
  asking: ['Every 5 s', 'The service cannot tell of changes just now; the page asks every five seconds.'],
}

/** Says whether the page follows what happens, and makes it. */
export const LiveMark = () => {
  const standing = useStanding()
  useEffect(startLive, [])
  const [word, explained] = WORDS[standing]
  return (
    <span className={classes.live} data-standing={standing} role="status" title={explained}>
      {word}
    </span>
  )
}
