import type { KubeObject } from './object.ts'

/** The objects as YAML documents, each with a line of its own between. */
export const manifestOf = async (objects: readonly KubeObject[]): Promise<string> => {
  const { stringify } = await import('yaml')
  return objects
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n')
}
