import type { Option } from '../../util/option.ts';
import type { Command } from '../command.ts';

/** What the exit codes of every command mean. */
export const usualExit = ['fine', 'the work failed', 'wrong usage or config'] as const;

/** How an option is written: `-c, --config FILE`. */
export const optionTerm = (name: string, { short, value }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;

/** Columns of the help, and of the options in it. */
const width = 100;
const termWidth = 23;

/** What `portjail NAME --help` prints. */
export function helpText(name: string, { help, options }: Pick<Command, 'help' | 'options'>): string {
  const { forms, about, more = '', signals = {}, exit = usualExit } = help;
  const parts = [
    forms.map(form => calledAs(name, form)).join('\n'),
    ...paragraphs(about),
    Object.entries(options).map(row).join('\n'),
    Object.entries(signals)
      .map(([signal, what]) => `  ${signal.padEnd(7)}  ${what}`)
      .join('\n'),
    ...paragraphs(more),
    wrapped(`Exit: ${exit.map((what, code) => `${code} ${what}`).join(', ')}.`, 0),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

const paragraphs = (text: string): string[] => text.split('\n\n').map(part => wrapped(part, 0));

/** A form of more than one line stands beneath its own beginning. */
function calledAs(name: string, form: string): string {
  const start = `portjail ${name} `;
  return (start + form.replaceAll('\n', `\n${' '.repeat(start.length)}`)).trimEnd();
}

/** An option, and beside it what it does. */
function row([name, option]: [string, Option]): string {
  const term = `${option.short === undefined ? '      ' : '  '}${optionTerm(name, option)}  `;
  const what = wrapped(option.what, termWidth);
  return term.length > termWidth
    ? `${term.trimEnd()}\n${' '.repeat(termWidth)}${what}`
    : term.padEnd(termWidth) + what;
}

/** A text in lines that end before `width`; all but the first are indented. */
function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (indent + longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
