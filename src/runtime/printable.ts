// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters would break the line or drive the terminal.
const CONTROL = /[\u0000-\u001F\u007F-\u009F]+/g

/** The text on one line, with nothing in it that a terminal would obey. */
export const printable = (text: string): string => text.replace(CONTROL, ' ')
