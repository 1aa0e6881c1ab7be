/** Portsentry's tokens in a shell command: what they may stand in, and how a script says them. */

/** Of a ban: the address, the port that was touched, the mode of the sentry. */
const tokens = ['$TARGET$', '$PORT$', '$MODE$'] as const;

/** What a token is in a script. The names keep out of the way of the command's own. */
const variables: Readonly<Record<string, string>> = {
  $TARGET$: 'portjail_target',
  $PORT$: 'portjail_port',
  $MODE$: 'portjail_mode',
};

type Quoting = 'single' | 'double' | 'inner' | 'backticks';

/**
 * The command as a line of a script that gets the values of the tokens in variables, so that nothing is pasted into what
 * the shell reads. A token in single quotes is taken out of them. Undefined where quotes, backticks or brackets do not
 * pair, or a backslash stands at the end or before a token.
 */
export function scriptLine(command: string): string | undefined {
  const open: Quoting[] = [];
  let line = '';
  for (let rest = command; rest !== ''; ) {
    const [piece = ''] = shape(open.at(-1)).exec(rest) ?? [];
    rest = rest.slice(piece.length);
    if (open.at(-1) !== 'single' && unclear(piece, rest)) return undefined;
    line += Object.hasOwn(variables, piece) ? said(variables[piece] ?? '', open.at(-1)) : piece;
    turn(open, piece);
  }
  return open.length === 0 ? line : undefined;
}

/** A backslash with nothing behind it, or one that would take a token apart. */
const unclear = (piece: string, rest: string): boolean =>
  piece === '\\' || (piece === '\\$' && tokens.some(token => `$${rest}`.startsWith(token)));

/** What is read at once: in single quotes a backslash is nothing but itself. */
const shape = (place: Quoting | undefined): RegExp =>
  place === 'single' ? /^(?:\$(?:TARGET|PORT|MODE)\$|.)/s : /^(?:\$(?:TARGET|PORT|MODE)\$|\$\(|\\.?|.)/s;

function said(name: string, place: Quoting | undefined): string {
  const variable = `\${${name}}`;
  if (place === 'single') return `'"${variable}"'`;
  return place === 'double' || place === 'backticks' ? variable : `"${variable}"`;
}

/** Keeps account of what is open. */
function turn(open: Quoting[], piece: string): void {
  const place = open.at(-1);
  const closes = place !== undefined && closing[place] === piece;
  if (closes) open.pop();
  else if (place === 'single') return;
  else if (piece === '`') open.push('backticks');
  else if (piece === '$(') open.push('inner');
  else if (piece === '"') open.push('double');
  else if (place !== 'double' && piece === "'") open.push('single');
  else if (place !== 'double' && piece === '(') open.push('inner');
}

const closing: Readonly<Record<Quoting, string>> = { single: "'", double: '"', inner: ')', backticks: '`' };

/** A text as one word of a script, the tokens as variables, nothing else with a meaning. */
export const scriptWord = (text: string): string =>
  `'${text
    .replaceAll("'", "'\\''")
    .replaceAll(/\$(?:TARGET|PORT|MODE)\$/g, token => said(variables[token] ?? '', 'single'))}'`;
