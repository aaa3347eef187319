import type { Preview } from '../api/schemas.ts'
import { RawRequest } from './raw-request.tsx'

export interface MessagePreviewProps {
  kind: string
  request: NonNullable<Preview['request']>
}

/** A message as its destination shows it; as long as no kind is drawn, the request that carries it. */
export const MessagePreview = ({ request }: MessagePreviewProps) => <RawRequest request={request} />
