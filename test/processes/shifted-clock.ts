// Loaded before the service: its clock goes wrong by so many milliseconds, as that of a machine without time service.
const offsetMs = Number(process.env.CLOCK_OFFSET_MS ?? 0)
const { now } = Date
const shiftedNow = (): number => now() + offsetMs

globalThis.Date = new Proxy(Date, {
  construct: (target, parts: unknown[], made) =>
    Reflect.construct(target, parts.length === 0 ? [shiftedNow()] : parts, made) as object,
  get: (target, name, receiver): unknown => (name === 'now' ? shiftedNow : Reflect.get(target, name, receiver)),
})
