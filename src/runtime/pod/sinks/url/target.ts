/** Where events go by way of Kafka's protocol. Texts of the form `${NAME}` are variables of the stream. */
export interface KafkaTarget {
  /** The URL as it is recorded. */
  readonly url: string
  /** HOST:PORT */
  readonly brokers: readonly string[]
  readonly topic: string
  readonly tls: boolean
  /** Path of a file with the certificates to trust, or a variable that holds them; empty for the usual ones. */
  readonly ca: string
  /** How CloudEvents are put into messages. */
  readonly mode: 'structured' | 'binary'
  /** Undefined where the broker asks for nothing. */
  readonly login: Login | undefined
  /** Whether a broker that makes topics by itself may make this one. */
  readonly createTopic: boolean
}

export interface Login {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly user: string
  readonly password: string
}
