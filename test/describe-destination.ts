import { describe } from 'vitest'
import type { Destination } from '../src/destinations/destination.ts'
import { describeAnswers } from './describe-destination/answers.ts'
import { describeConfig } from './describe-destination/config.ts'
import type { DescribeOptions } from './describe-destination/options.ts'
import { describeRendering } from './describe-destination/render.ts'
import { describeWire } from './describe-destination/wire.ts'

export type { DescribeOptions, Verdict } from './describe-destination/options.ts'

/**
 * What every destination has to hold, whatever its vendor: its form, what it renders from good and hostile events, how it
 * judges answers, and how it does on the wire. A new destination's test calls this and adds what is its vendor's own.
 */
export const describeDestination = <Config, Message>(
  destination: Destination<Config, Message>,
  options: DescribeOptions<Message> = {},
): void => {
  describe(`${destination.kind} configuration`, () => describeConfig(destination))
  describe(`${destination.kind} rendering`, () => describeRendering(destination, options))
  describe(`${destination.kind} answers`, () => describeAnswers(destination, options))
  describe(`${destination.kind} on the wire`, () => describeWire(destination, options))
}
