import type { IntegrationKind } from '../api/schemas.ts'
import { Markdown } from '../parts/markdown.tsx'
import { Panel } from '../parts/page.tsx'

/** The vendor's steps, beside the form that wants their result. */
export const SetupGuide = ({ kind }: { kind: IntegrationKind }) => (
  <Panel title={`Set up ${kind.title}`}>
    <Markdown text={kind.setup} />
  </Panel>
)
