import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GazeError } from '../../../errors.ts'
import { moduleType } from '../../../nodes/own/module-type.ts'
import { isMissing } from '../../../service/files.ts'
import { dockerfile } from './dockerfile.ts'
import type { PipelineSource } from './pipeline-source.ts'

const IGNORED = ['.git', 'node_modules']

/** Writes the Dockerfile and what it copies. */
const write = async (to: string, source: PipelineSource, runtime: string): Promise<void> => {
  await writeFile(join(to, 'Dockerfile'), dockerfile(source, runtime))
  const { dir, nodes } = source
  if (dir === undefined) return
  const into = join(to, 'pipeline')
  await mkdir(into)
  const names = (await readdir(dir)).filter((each) => !IGNORED.includes(each))
  for (const name of names) await cp(join(dir, name), join(into, name), { recursive: true })
  if (nodes.length === 0 || names.includes('package.json')) return
  // In the container, the nearest one would be that of the runtime.
  await writeFile(join(into, 'package.json'), `${JSON.stringify({ type: await moduleType(dir) })}\n`)
}

/** Makes it for the time of the work. */
export const withContext = async <T>(
  source: PipelineSource,
  runtime: string,
  work: (dir: string) => Promise<T>,
): Promise<T> => {
  const dir = await mkdtemp(join(tmpdir(), 'gaze-build-'))
  try {
    await write(dir, source, runtime)
    return await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** For people who build it themselves. @throws GazeError USAGE unless the directory is new or empty. */
export const printContext = async (to: string, source: PipelineSource, runtime: string): Promise<void> => {
  const there = await readdir(to).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  if (there.length > 0)
    throw new GazeError('USAGE', `--print ${to} is not empty`, { hint: 'Name a new directory' })
  // Elsewhere first: it may lie in the directory that is copied.
  await withContext(source, runtime, async (dir) => {
    await mkdir(to, { recursive: true })
    await cp(dir, to, { recursive: true })
  })
}
