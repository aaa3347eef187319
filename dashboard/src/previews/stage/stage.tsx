import { createRoot } from 'react-dom/client'
import './stage.css'
import { MessagePreview, type PreviewRequest } from '../preview.tsx'

/* Draws what the address's hash holds, for the documentation's pictures: `{ kind, request }` as JSON. */
const { kind, request } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as {
  kind: string
  request: PreviewRequest
}
const stage = document.getElementById('stage')
if (stage) createRoot(stage).render(<MessagePreview kind={kind} request={request} />)
