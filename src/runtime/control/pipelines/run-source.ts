import { GazeError } from '../../errors.ts'
import { refusePassword } from '../secrets-in-urls.ts'

/** @throws GazeError USAGE, PASSWORD_IN_URL for what `pipeline run` cannot read. */
export const refuseNoSource = (source: string): void => {
  if (source === '' || source === 'push' || source === 'pipeline')
    throw new GazeError('USAGE', `--source ${source || "''"} is no file or URL`, {
      why: 'Only a stream is sent frames',
      hint: '--source clip.mp4, or gaze stream scale NAME --source push',
    })
  refusePassword('--source', source)
}
