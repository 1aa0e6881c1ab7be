/**
 * The words of a line as iptables-save prints it: parted by blanks, but for a text in double quotes, in which a backslash
 * stands before a quote or another backslash. Takes a line of any length.
 */
export function quotedWords(line: string): string[] {
  const words: string[] = [];
  const [blanks, plain] = [/\s*/y, /\S+/y];
  for (let at = endOf(blanks, line, 0); at < line.length; at = endOf(blanks, line, at)) {
    const quoted = line[at] === '"' ? endOfQuoted(line, at) : 0;
    const end = quoted > 0 ? quoted : endOf(plain, line, at);
    words.push(line.slice(at, end));
    at = end;
  }
  return words;
}

function endOf(shape: RegExp, line: string, at: number): number {
  shape.lastIndex = at;
  return shape.test(line) ? shape.lastIndex : at;
}

/** Behind the quote that ends what begins there; 0 when none does. */
function endOfQuoted(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') return at + 1;
  }
  return 0;
}
