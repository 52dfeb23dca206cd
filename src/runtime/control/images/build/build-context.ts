import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GazeError } from '../../../errors.ts'
import { NODES_DIR } from '../../../nodes/own/load.ts'
import { moduleType } from '../../../nodes/own/module-type.ts'
import { modulesIn } from '../../../nodes/own/modules.ts'
import { isMissing } from '../../../service/files.ts'
import { makeNamedDir } from '../../named-dir.ts'
import { copyTree } from './copy-tree.ts'
import { dockerfile } from './dockerfile.ts'
import { readPipelineSource } from './pipeline-source.ts'
import type { SourcePlace } from './source-place.ts'

/** What its nodes are made of is of no use to a pipeline that has none. */
const isTaken = (name: string, hasNodes: boolean): boolean =>
  name !== '.git' && (hasNodes || name !== 'node_modules')

/** All that goes into the container, where it can be looked at as it will be there. */
const copyFiles = async (dir: string, into: string): Promise<void> => {
  const hasNodes = (await modulesIn(join(dir, NODES_DIR))).length > 0
  const names = (await readdir(dir)).filter((name) => isTaken(name, hasNodes))
  await mkdir(into)
  for (const name of names) await copyTree(join(dir, name), join(into, name), await realpath(dir))
  if (!hasNodes || names.includes('package.json')) return
  // In the container, the nearest one would be that of the runtime.
  await writeFile(join(into, 'package.json'), `${JSON.stringify({ type: await moduleType(dir) })}\n`)
}

/** Writes the Dockerfile and what it copies. */
const write = async (to: string, place: SourcePlace, runtime: string, signal: AbortSignal): Promise<void> => {
  const copied = place.dir === undefined ? undefined : join(to, 'pipeline')
  if (place.dir !== undefined && copied !== undefined) await copyFiles(place.dir, copied)
  const source = await readPipelineSource(place, copied, signal)
  await writeFile(join(to, 'Dockerfile'), dockerfile(source, runtime, copied !== undefined))
}

/** Makes it for the time of the work. @throws GazeError what is wrong with the pipeline */
export const withContext = async <T>(
  place: SourcePlace,
  runtime: string,
  work: (dir: string) => Promise<T>,
  signal: AbortSignal,
): Promise<T> => {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'gaze-build-')))
  try {
    await write(dir, place, runtime, signal)
    return await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** For people who build it themselves. @throws GazeError USAGE unless the directory is new or empty; NOT_ALLOWED, FAILED */
export const printContext = async (
  to: string,
  place: SourcePlace,
  runtime: string,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<void> => {
  const there = await readdir(to).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  if (there.length > 0)
    throw new GazeError('USAGE', `--print ${to} is not empty`, { hint: 'Name a new directory' })
  // Elsewhere first: it may lie in the directory that is copied.
  const copy = async (dir: string): Promise<void> => {
    if (dryRun) return
    await makeNamedDir('--print', to)
    await cp(dir, to, { recursive: true, verbatimSymlinks: true })
  }
  await withContext(place, runtime, copy, signal)
}
