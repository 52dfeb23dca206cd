import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { writeFileAtomic } from '../../service/files.ts'

/** The site's token, made at the first start. The caller is alone with the state directory. */
export const siteToken = async (path: string): Promise<string> => {
  try {
    const token = (await readFile(path, 'utf8')).trim()
    if (token !== '') return token
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const token = randomBytes(24).toString('base64url')
  await writeFileAtomic(path, `${token}\n`)
  return token
}
