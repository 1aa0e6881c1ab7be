/** Reads what Fail2ban prints with Python's repr(): lists, tuples, dicts, texts, numbers, True, False, None. */

const tokenShape = /\s*(?:(['"])((?:\\.|(?!\1)[^\\])*)\1|([[\](){}:,])|([^\s[\](){}:,'"]+))/gy;

type Token = { readonly text: string } | { readonly sign: string } | { readonly word: string };

/** The value, tuples as lists and dicts as lists of pairs; undefined for anything else. Never throws. */
export function parsePython(source: string): unknown {
  const tokens = tokensOf(source);
  let at = 0;
  const value = (depth: number): unknown => {
    const token = tokens[at++];
    if (token === undefined || depth > 20) return undefined;
    if ('text' in token) return token.text;
    if ('word' in token) return wordValue(token.word);
    return '[({'.includes(token.sign) ? list(depth) : undefined;
  };
  const list = (depth: number): unknown[] => {
    const items: unknown[] = [];
    while (at < tokens.length) {
      if (isSign('])}')) {
        at++;
        return items;
      }
      const key = value(depth + 1);
      if (isSign(':')) {
        at++;
        items.push([key, value(depth + 1)]);
      } else items.push(key);
      if (isSign(',')) at++;
    }
    return items;
  };
  const isSign = (signs: string): boolean => {
    const token = tokens[at];
    return token !== undefined && 'sign' in token && signs.includes(token.sign);
  };
  return value(0);
}

function tokensOf(source: string): Token[] {
  return [...source.matchAll(tokenShape)].map(([, quote, text = '', sign, word = '']) => {
    if (quote !== undefined) return { text: text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gs, unescaped) };
    return sign === undefined ? { word } : { sign };
  });
}

function unescaped(_: string, code: string): string {
  if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return { n: '\n', t: '\t', r: '\r' }[code] ?? code;
}

function wordValue(word: string): unknown {
  if (word === 'True' || word === 'False') return word === 'True';
  const number = Number(word);
  return Number.isNaN(number) ? undefined : number;
}
