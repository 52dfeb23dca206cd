import { GazeError } from '../../errors.ts'

const FORM = /^(?:\[([0-9a-fA-F:]+)\]|([^:\s[\]]+)):(\d{1,5})$/

/** @throws GazeError USAGE when it is not HOST:PORT or [IPV6]:PORT. */
export const parseAddress = (flag: string, text: string): { host: string; port: number } => {
  const match = FORM.exec(text)
  const port = Number(match?.[3])
  if (match !== null && port <= 65_535) return { host: match[1] ?? match[2] ?? '', port }
  throw new GazeError('USAGE', `${flag} ${text} is not an address`, {
    why: 'An address is HOST:PORT, with a port of 0 to 65535 (0 takes a free one)',
    hint: `${flag} 127.0.0.1:5001`,
  })
}
