const WITH_VALUE = ['--context', '--state-dir']
const ALONE = ['--json', '--quiet', '--debug', '--no-color']

/** How many words a global flag at the start takes; 0 when there is none. */
const globalFlagWords = (argv: readonly string[]): number => {
  const word = argv[0] ?? ''
  if (ALONE.includes(word)) return 1
  if (WITH_VALUE.includes(word)) return 2
  return WITH_VALUE.some((name) => word.startsWith(`${name}=`)) ? 1 : 0
}

/** Puts the command's words first: global flags may also come before them, and `help X` is `X --help`. */
export const arrange = (argv: readonly string[]): string[] => {
  let words = [...argv]
  const moved: string[] = []
  for (let n = globalFlagWords(words); n > 0; n = globalFlagWords(words)) moved.push(...words.splice(0, n))
  if (words[0] === 'help') words = [...words.slice(1), '--help']
  if (words.length === 0 || words[0] === '--version') return words
  const end = words.includes('--') ? words.indexOf('--') : words.length
  return [...words.slice(0, end), ...moved, ...words.slice(end)]
}
