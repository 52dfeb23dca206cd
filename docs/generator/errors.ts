import { ERRORS } from '../../src/runtime/errors.ts'

/** docs/errors.md: the table of codes. */
export const errorPage = (): string => {
  const rows = Object.entries(ERRORS).map(([code, { exit, text }]) => `| \`${code}\` | ${exit} | ${text} |`)
  return `# Errors

A failing command says on stderr what happened, why, and what to do next. With \`--json\` it is one object:
\`{"error":{"code","message","why","hint","details"}}\`. The code is one of these and never changes its meaning;
the exit code is the same with and without \`--json\`.

| code | exit | what it means |
| --- | --- | --- |
${rows.join('\n')}

| exit | meaning |
| --- | --- |
| 0 | done |
| 1 | failed |
| 2 | usage: a bad flag, a bad value, an invalid file |
| 3 | not found |
| 4 | not allowed |
| 5 | timed out waiting |
| 6 | could not compare (with --diff, where 1 says that something differs) |
| 130 | interrupted by Ctrl-C (SIGINT) |
| 143 | ended by SIGTERM |
`
}
