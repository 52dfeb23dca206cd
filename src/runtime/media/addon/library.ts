import * as constants from 'node-av/constants'
import * as av from 'node-av/lib'

// FFmpeg writes its complaints to stderr by itself; what matters of them is in the errors and counts here.
av.Log.setLevel(constants.AV_LOG_QUIET)

/** Not a failure: the decoder or filter wants more input first. */
export const AGAIN = av.FFmpegError.AVERROR(av.PosixError.EAGAIN)

export { av }
