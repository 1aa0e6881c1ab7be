/** Text for mdoc(7): nothing in it is taken for a request, an escape or a hyphen. */

/** The longest line of a page's source, as mandoc's lint wants it. */
const width = 78;

/** A text in which roff finds nothing of its own: see mandoc_char(7). It is ASCII. */
export const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll(
      /[^\n -~]/gu,
      sign => `\\[u${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    );

/** The same for a word of a macro's line, where blanks and quotes part words and a short word may be a macro. */
export const argument = (text: string): string => {
  const word = escaped(text).replaceAll('"', '\\(dq');
  return /^[A-Z][a-z]$|\s|^[.,:;()[\]?!|]/.test(word) ? `"\\&${word}"` : word;
};

/** Source lines of a paragraph that is already escaped: each sentence begins one, and none begins with a request. */
export const filled = (text: string): string[] =>
  text
    .trim()
    .split(/(?<=[.!?][)"]?)\s+(?=[^a-z\s])/)
    .flatMap(sentence =>
      cut(
        sentence
          .split(/\s+/)
          .filter(word => word !== '')
          .map(whole),
      ),
    )
    .map(line => (/^[.']/.test(line) ? `\\&${line}` : line));

/** A name of a file, of an option or of ours is not parted at the end of a line: see `\\%` of groff(7). */
const whole = (word: string): string =>
  /^(?!\\%).*(?:\w[./_=]\w|\\-|port(?:jail|sentry))/.test(word) ? `\\%${word}` : word;

function cut(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** What is shown as it stands, line for line. */
export const literal = (block: string): string[] => [
  '.Bd -literal -offset indent',
  ...escaped(block)
    .split('\n')
    .map(line => (/^[.']/.test(line) ? `\\&${line}` : line)),
  '.Ed',
];

/**
 * A list of terms, which are macros or words, each with the source lines that explain it; nothing of none. Not adjusted to
 * both sides: where long names fill a line, groff 1.23 pulls them apart, or warns that it cannot.
 */
export const tagged = (items: readonly (readonly [term: string, text: readonly string[]])[]): string[] =>
  items.length === 0
    ? []
    : ['.ad l', '.Bl -tag -width Ds', ...items.flatMap(([term, text]) => [`.It ${term}`, ...text]), '.El'];
