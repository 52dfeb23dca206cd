import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { GazeError } from '../../errors.ts'
import type { Finds } from './node-list.ts'

const leavesFolder = (location: string): boolean =>
  isAbsolute(location) ||
  /^[A-Za-z][\w+.-]*:/.test(location) ||
  location.includes('\\') ||
  location.includes('\0') ||
  normalize(location).split('/')[0] === '..'

const reasonAndHint = (path: string, { tensor, location }: Finds['external'][number]): [string, string] => {
  const where = `tensor "${tensor}" has its data in ${JSON.stringify(location)}`
  if (location === '' || leavesFolder(location))
    return [
      `${where}, which is outside the model's folder`,
      'Do not use this file: no exporter writes such a path',
    ]
  if (!existsSync(join(dirname(path), location)))
    return [`${where}, and there is no such file beside it`, 'Fetch that file too, then pack both into one']
  return [`${where}, and one file has to hold the whole model`, 'Pack it into one']
}

const PACK = "python3 -c \"import onnx; onnx.save(onnx.load('IN.onnx'), 'OUT.onnx')\""

/** @throws GazeError MODEL_INVALID for a model with data in other files: they have to be one, whose hash stands for all. */
export const refuseExternalData = (path: string, external: Finds['external']): void => {
  const worst = external.find(({ location }) => leavesFolder(location)) ?? external[0]
  if (worst === undefined) return
  const [why, hint] = reasonAndHint(path, worst)
  throw new GazeError('MODEL_INVALID', `${path} cannot be used`, {
    why,
    hint: hint.includes('ack') ? `${hint}: ${PACK}` : hint,
    details: { path, tensor: worst.tensor, location: worst.location },
  })
}
