/** The file that is looked at, as messages call it, and the command whose flags say what it leaves open. */
export interface Asked {
  readonly path: string
  /** `gaze model add yolox.onnx` */
  readonly command: string
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

export const asked = (verb: 'add' | 'check', path: string): Asked => ({
  path,
  command: `gaze model ${verb} ${shellWord(path)}`,
})
