import { openLogFile } from '../../logs/log-file.ts'
import { createLogger, type Logger } from '../../service/log.ts'

/** A service's own log, in the file that `gaze logs tail --service` reads, and on stderr where somebody looks. */
export const openServiceLog = (path: string, toStderr: boolean): Logger => {
  const file = openLogFile({ path })
  return createLogger((line) => {
    file.write('err', [line.trimEnd()])
    if (toStderr) process.stderr.write(line)
  })
}
