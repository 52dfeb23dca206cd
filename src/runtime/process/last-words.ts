const CONTROL = /\p{Cc}|\[[0-9;]*m/gu
const MOST = 300

const messageOfJson = (line: string): string | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    const { message } = JSON.parse(line) as { message?: unknown }
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** What a line of a log says, for people: our own are JSON, foreign ones may be coloured. */
export const plainLine = (line: string): string => (messageOfJson(line) ?? line).replace(CONTROL, '').trim()

/** What V8 says when it ends a process for that, or, where only the end is kept, frames of its trace that say so. */
const HEAP_FULL =
  /^FATAL ERROR: .*heap out of memory|OOMErrorHandler|FatalProcessOutOfMemory|v8::internal::Heap(Allocator)?::/
/** What Node.js and V8 print around the reason of an end. */
const AROUND = /^(\d+: 0x[\da-f]+ |-----.*-----$|<---.*--->$|#$|#FailureMessage )/
const VERSION = /^Node\.js v\d/
const FRAME = /^ {4}(at |\.\.\. )/

/** What is said of a process of ours or of others whose heap was full. */
const HEAP_IS_FULL = 'its JavaScript heap is full, so Node.js has ended it'

/** Keeps the last line that says something: of an error that ended Node.js its message, not what is printed around it. */
export const createLastWords = () => {
  let last = ''
  let thrown = ''
  let inFrames = false
  let heapFull = false

  const hearOne = (line: string): void => {
    const text = plainLine(line)
    if (text === '') return
    if (HEAP_FULL.test(text)) heapFull = true
    if (AROUND.test(text)) return
    const isFrame = FRAME.test(line)
    if (isFrame && !inFrames) thrown = last
    inFrames = isFrame
    if (isFrame) return
    last = VERSION.test(text) ? thrown || last : text.slice(0, MOST)
  }

  return {
    hear: (lines: readonly string[]): void => lines.forEach(hearOne),
    get: (): string => (heapFull ? HEAP_IS_FULL : last),
    /** It ended because it held more than V8's heap may. */
    heapFull: (): boolean => heapFull,
    clear: (): void => {
      last = ''
      thrown = ''
      inFrames = false
      heapFull = false
    },
  }
}
