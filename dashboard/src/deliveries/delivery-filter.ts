/** What a list of deliveries is narrowed by; the body of a replay takes the same. */
export type DeliveryFilter = Partial<
  Record<'state' | 'integration_id' | 'event' | 'event_id' | 'scan_id' | 'finding_id' | 'since', string | undefined>
>
