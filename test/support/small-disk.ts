import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { cliEnvironment } from './cli.ts'

/**
 * Runs a shell script in a file system of its own, `$DISK`, seen by it alone, with the given size; needs no rights.
 * `$GAZE` is the built program, with its state on that disk.
 */
export const onSmallDisk = (home: string, size: string, script: string): SpawnSyncReturns<string> => {
  const disk = join(home, 'disk')
  mkdirSync(disk, { recursive: true })
  return spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${size} tmpfs "$DISK" && ${script}`],
    {
      encoding: 'utf8',
      env: {
        ...cliEnvironment(home),
        DISK: disk,
        GAZE_STATE_DIR: join(disk, 'state'),
        GAZE: `${process.execPath} ${join(packageRoot, 'bin', 'run.js')}`,
      },
    },
  )
}

/** Whether that is possible here; says so loudly when it is not. */
export const canMountDisks = (home: string): boolean => {
  const can = onSmallDisk(home, '1m', 'true').status === 0
  if (!can)
    console.warn('SKIPPED: the tests of a full disk, since this system lets no user mount a file system')
  return can
}
