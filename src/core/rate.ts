/** One rate of a vendor: in any stretch of `n` seconds at most `burst + n × perSecond` messages. */
export interface Rate {
  perSecond: number
  burst: number
}
