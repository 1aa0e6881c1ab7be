import type { Told } from '../pages/command.ts';

/** What a shell offers for a word: files, folders, users, these words, or nothing, since nobody else can know it. */
export type Offer = 'files' | 'folders' | 'users' | 'nothing' | readonly string[];

/** An option as a shell needs it. */
export interface Choice {
  readonly long: string;
  readonly short: string | undefined;
  /** A few words about it. */
  readonly what: string;
  /** For its value; undefined where it takes none. */
  readonly offer: Offer | undefined;
}

/** What may stand behind `portjail`. */
export interface Choices {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Choice[];
  /** For a word that is no option. */
  readonly operand: Offer;
}

/** What every command takes beside its own options. */
const helpOption: Choice = { long: 'help', short: 'h', what: 'what it does', offer: undefined };

/** What stands for a word in a help, and what is meant. */
const offers: Readonly<Record<string, Offer>> = {
  FILE: 'files',
  LOG: 'files',
  DIR: 'folders',
  USER: 'users',
};

const offerOf = (value: string): Offer => offers[value] ?? 'nothing';

/** The choices of a command, from its help and options. */
export const choicesOf = ({ name, summary, help, options }: Told): Choices => ({
  name,
  summary,
  options: [
    ...Object.entries(options).map(([long, { short, value, words, what }]) => ({
      long,
      short,
      what: brief(what),
      offer: value === undefined ? undefined : (words ?? offerOf(value)),
    })),
    helpOption,
  ],
  operand: help.forms.map(operandOf).find(offer => offer !== 'nothing') ?? 'nothing',
});

/** A form without its options and their values has the operands alone. */
function operandOf(form: string): Offer {
  const rest = form.replaceAll(/--?[a-z][a-z-]*( [A-Z]+)?/g, '');
  const [word = ''] = /[A-Z]{2,}/.exec(rest) ?? [];
  return offerOf(word);
}

/** The first part of an explanation: a shell has one line for it. */
const brief = (what: string): string => /^.*?(?=[;:.] |$)/.exec(what)?.[0] ?? what;
