import type { Target } from '../source/protocols.ts'

/** What ffmpeg and ffprobe are told of a source before its name. */
export const sourceArguments = ({ device, protocols }: Target): string[] =>
  device === undefined ? ['-protocol_whitelist', protocols] : ['-f', device]
