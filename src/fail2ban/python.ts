/** Reads what Fail2ban prints with Python's repr(): lists, tuples, dicts, texts, numbers, True, False, None. */

type Token = { readonly text: string } | { readonly sign: string } | { readonly word: string };

/** What is nested deeper is none of Fail2ban's. */
const deepest = 20;

/** The value, tuples as lists and dicts as lists of pairs; undefined for anything else. Never throws, however long the text. */
export function parsePython(source: string): unknown {
  const next = tokensOf(source);
  let token = next();
  const take = (): Token | undefined => {
    const taken = token;
    token = next();
    return taken;
  };
  const isSign = (signs: string): boolean =>
    token !== undefined && 'sign' in token && signs.includes(token.sign);
  const value = (depth: number): unknown => {
    const taken = take();
    if (taken === undefined || depth > deepest) return undefined;
    if ('text' in taken) return taken.text;
    if ('word' in taken) return wordValue(taken.word);
    return '[({'.includes(taken.sign) ? list(depth) : undefined;
  };
  const list = (depth: number): unknown[] => {
    const items: unknown[] = [];
    while (token !== undefined) {
      if (isSign('])}')) {
        take();
        return items;
      }
      const key = value(depth + 1);
      if (isSign(':')) {
        take();
        items.push([key, value(depth + 1)]);
      } else items.push(key);
      if (isSign(',')) take();
    }
    return items;
  };
  return value(0);
}

const signs = '[](){}:,';

/** One token after the other; undefined at the end, and at a text without one. */
function tokensOf(source: string): () => Token | undefined {
  const [blanks, plain] = [/\s*/y, /[^\s[\](){}:,'"]+/y];
  let at = 0;
  const skip = (shape: RegExp): string => {
    shape.lastIndex = at;
    const [found = ''] = shape.exec(source) ?? [];
    at += found.length;
    return found;
  };
  return () => {
    skip(blanks);
    const first = source[at];
    if (first === undefined) return undefined;
    if (signs.includes(first)) {
      at++;
      return { sign: first };
    }
    if (first !== "'" && first !== '"') return { word: skip(plain) };
    const end = endOfText(source, at);
    const text = end < 0 ? undefined : source.slice(at + 1, end);
    at = end < 0 ? source.length : end + 1;
    return text === undefined ? undefined : { text: unescaped(text) };
  };
}

/** Where a text ends that begins there: at the next quote of its kind with no backslash of its own before it; -1 for none. */
function endOfText(source: string, start: number): number {
  const quote = source[start] ?? '';
  let end = source.indexOf(quote, start + 1);
  while (end >= 0 && backslashesBefore(source, end) % 2 === 1) end = source.indexOf(quote, end + 1);
  return end;
}

function backslashesBefore(source: string, end: number): number {
  let count = 0;
  while (source[end - 1 - count] === '\\') count++;
  return count;
}

const unescaped = (text: string): string =>
  text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gs, (_, code: string) => {
    if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code;
  });

function wordValue(word: string): unknown {
  if (word === 'True' || word === 'False') return word === 'True';
  // Python has one zero among whole numbers: -0 is 0.
  const number = Number(word) + 0;
  return Number.isNaN(number) ? undefined : number;
}
