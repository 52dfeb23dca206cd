import { nearest } from '../nearest.ts'
import type { Manifest, Task } from './manifest.ts'

/** Something that a model is asked for and cannot do, in words. */
export interface Misfit {
  readonly message: string
  readonly why?: string
  readonly hint: string
  /** The nearest right word, or empty. */
  readonly suggestion: string
}

interface Named {
  readonly name: string
  readonly manifest: Pick<Manifest, 'task' | 'classes'>
}

/** The node that runs models of a task. */
const NODE: Readonly<Record<Task, string>> = { detect: 'detect', classify: 'classify', face: 'face-detect' }

const DOES: Readonly<Record<Task, string>> = {
  detect: 'detect objects',
  classify: 'classify pictures',
  face: 'find faces',
}

/** What is wrong where a model is not made for that task. */
export const taskMisfit = ({ name, manifest }: Named, task: Task): Misfit | undefined => {
  if (manifest.task === task) return undefined
  return {
    message: `The model ${name} is made to ${DOES[manifest.task]}, not to ${DOES[task]}`,
    hint: `Write ${NODE[manifest.task]} ${name}, or take another model: gaze model list`,
    suggestion: NODE[manifest.task],
  }
}

/** What is wrong with each class that a model does not know. */
export const classMisfits = (
  { name, manifest: { classes } }: Named,
  wanted: readonly string[],
): readonly Misfit[] =>
  wanted
    .filter((one) => !classes.includes(one) && !(classes.length === 0 && /^class-\d+$/.test(one)))
    .map((one) => ({
      message: `The model ${name} knows no class ${one}`,
      why: known(classes),
      hint: hintFor(one, name, classes),
      suggestion: nearest(one, classes) ?? '',
    }))

/** What is wrong with each class that a node counts and nothing that reaches it is of. */
export const strangers = (wanted: readonly string[], before: ReadonlySet<string>): readonly Misfit[] =>
  wanted
    .filter((one) => !before.has(one) && !/^class-\d+$/.test(one))
    .map((one) => {
      const near = nearest(one, before)
      return {
        message: `no node before it gives the class ${one}, which it counts`,
        why: `they give ${listed([...before])}`,
        hint:
          near === undefined
            ? 'Name one that they give, or leave classes= out to count all'
            : `classes=${near}`,
        suggestion: near ?? '',
      }
    })

const listed = (classes: readonly string[]): string =>
  `${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', …' : ''}`

const known = (classes: readonly string[]): string =>
  classes.length === 0
    ? 'nothing says what its classes are called'
    : `it knows ${classes.length}: ${listed(classes)}`

const hintFor = (wanted: string, name: string, classes: readonly string[]): string => {
  if (classes.length === 0)
    return `Add it with their names, gaze model add FILE --name ${name} --labels FILE --force, or write class-0, class-1, …`
  const near = nearest(wanted, classes)
  return near === undefined ? `gaze model show ${name}` : `classes=${near}`
}
