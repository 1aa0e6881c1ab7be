import { argument } from './text.ts';

/** A command's forms as macros of mdoc(7): options as `Fl`, what stands for something as `Ar`, what may be left out as `Op`. */

/** The source lines for a form of a command, such as `FILE [-c FILE | --defaults]`. */
export const synopsis = (name: string, form: string): string[] => [
  `.Nm portjail ${name}`,
  ...groupsOf(form.replaceAll('\n', ' ')).map(group =>
    isOptional(group) ? `.Op ${inline(group.slice(1, -1))}` : `.${inline(group)}`,
  ),
];

/** A term of a list of options: `-c, --config FILE`. */
export const optionMacros = (term: string): string => inline(term.replaceAll(', ', ' , '));

/** Pieces with blanks between them; what stands in brackets is one piece. */
function groupsOf(form: string): string[] {
  const groups: string[] = [];
  let depth = 0;
  for (const word of form.split(' ').filter(piece => piece !== '')) {
    if (depth > 0) groups[groups.length - 1] += ` ${word}`;
    else groups.push(word);
    depth += count(word, '[') - count(word, ']');
  }
  // The value of an option, and what else may stand there.
  return joined(groups);
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;
/** Not one that may stand again: `[--renew NAME]...`. */
const isOptional = (group: string): boolean => group.startsWith('[') && group.endsWith(']');

function joined(groups: readonly string[]): string[] {
  const lines: string[] = [];
  for (const group of groups)
    if (lines.at(-1)?.startsWith('-') === true && /^[A-Z]/.test(group))
      lines[lines.length - 1] += ` ${group}`;
    else lines.push(group);
  return lines;
}

/** Macros for one line. A bracket that follows a word at once is bound to it; dots are a word of their own. */
const inline = (text: string): string =>
  text
    .replaceAll(/(?<=\S)\[/g, ' Ns [')
    .replaceAll(/(?<=\])\.\.\./g, ' ...')
    .replaceAll(/[[\]|,]/g, ' $& ')
    .split(' ')
    .filter(word => word !== '')
    .map(macro)
    .join(' ');

const marks: Readonly<Record<string, string>> = {
  '[': 'Oo',
  ']': 'Oc',
  '|': '|',
  ',': ',',
  '-': 'Fl',
  Ns: 'Ns',
  '...': '...',
};

function macro(word: string): string {
  const mark = marks[word];
  if (mark !== undefined) return mark;
  if (word.startsWith('-')) return `Fl ${argument(word.slice(1))}`;
  const [, name, dots = ''] = /^([A-Z]+)(\.\.\.)?$/.exec(word) ?? [];
  return name === undefined ? `Cm ${argument(word)}` : `Ar ${name} ${dots}`.trimEnd();
}
