import { canBind } from '../../../src/runtime/net/free-port.ts'

/**
 * A free TCP port of loopback outside the range that the system gives ports from: nobody is given it while its
 * server is away.
 */
export const quietPort = async (): Promise<number> => {
  const port = 10_000 + Math.floor(Math.random() * 20_000)
  return (await canBind('127.0.0.1', port)) ? port : quietPort()
}

/** Those of a gaze-server that is ended and started again. */
export const quietPorts = async () => ({
  ingest: await quietPort(),
  pods: await quietPort(),
  http: await quietPort(),
})
