import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GazeError, messageOf } from '../../../errors.ts'

/** @throws GazeError FILE_INVALID unless the text is PEM with a certificate. */
export const checkCertificates = (where: string, text: string): string => {
  try {
    new X509Certificate(text)
    return text
  } catch (cause) {
    throw new GazeError('FILE_INVALID', `${where} holds no certificate`, {
      why: messageOf(cause),
      hint: 'It takes certificates in PEM, which begin with -----BEGIN CERTIFICATE-----',
      cause,
    })
  }
}

/** The PEM text of a file of certificates. @throws GazeError FILE_NOT_FOUND, NOT_ALLOWED, FILE_INVALID */
export const readCertificates = (path: string): string => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const known = code === 'ENOENT' ? 'FILE_NOT_FOUND' : code === 'EACCES' ? 'NOT_ALLOWED' : 'FILE_INVALID'
    throw new GazeError(known, `the CA file ${path} cannot be read`, {
      why: messageOf(cause),
      hint: 'check the path behind ca=',
      cause,
    })
  }
  return checkCertificates(path, text)
}
