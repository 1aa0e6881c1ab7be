import { actionOptions, type Dump, optionTexts } from './dump.ts';
import type { Answers } from './server.ts';

/** The options of a jail of which it is asked what they come to: by Fail2ban's files, and in the server. */

/** How two values of an option are compared; `regexes` have their tags replaced in the server, as `<ADDR>`. */
export type Kind = 'text' | 'time' | 'list' | 'regexes' | 'date' | 'networks';

export interface Option {
  /** As files name it, and as the server is asked for it. */
  readonly name: string;
  /** As `fail2ban-client -d` sets it. */
  readonly set: string;
  readonly kind: Kind;
}

const option = (name: string, kind: Kind = 'text', set = name): Option => ({ name, set, kind });

export const options: readonly Option[] = [
  option('maxretry'),
  option('findtime', 'time'),
  option('bantime', 'time'),
  option('bantime.increment'),
  option('bantime.factor'),
  option('bantime.formula'),
  option('bantime.multipliers'),
  option('bantime.maxtime', 'time'),
  option('bantime.rndtime', 'time'),
  option('bantime.overalljails'),
  option('usedns'),
  option('ignoreself'),
  option('ignoreip', 'networks', 'addignoreip'),
  option('ignorecommand'),
  option('logencoding'),
  option('logpath', 'list', 'addlogpath'),
  option('journalmatch', 'list', 'addjournalmatch'),
  option('failregex', 'regexes', 'addfailregex'),
  option('ignoreregex', 'regexes', 'addignoreregex'),
  option('datepattern', 'date'),
  option('maxlines'),
];

/** What the options come to, by name; none for what is empty. An action's stand beneath `action NAME OPTION`. */
export type Values = ReadonlyMap<string, readonly string[]>;

const single: ReadonlySet<Kind> = new Set(['text', 'time', 'date']);

/** Names of actions as the server takes them in a question; one in another form is not asked about. */
const plain = /^[\w.-]+$/;

/** Of a jail, by `fail2ban-client -d`: of an option with one value only where the files have it, else it is the server's. */
export const dumpedValues = (dump: Dump, jail: string): Values =>
  new Map([
    ...options
      .map(({ name, set, kind }) => ({ name, kind, values: optionTexts(dump, jail, set) }))
      .filter(({ kind, values }) => values.length > 0 || !single.has(kind))
      .map(({ name, values }) => [name, said(values)] as const),
    ['actions', optionTexts(dump, jail, 'addaction')],
    ...optionTexts(dump, jail, 'addaction')
      .filter(action => plain.test(action))
      .flatMap(action =>
        commandsOf(dump, jail, action).map(
          ([name, value]) => [`action ${action} ${name}`, said([value])] as const,
        ),
      ),
  ]);

/** `actionban` and the like, in which its other options have been put already. */
const commandsOf = (dump: Dump, jail: string, action: string): [string, string][] =>
  actionOptions(dump, jail, action).filter(([name]) => name.startsWith('action'));

/** What is set to nothing, which Python prints as None, is as good as not set. */
const said = (values: readonly string[]): string[] =>
  values.map(value => value.trim()).filter(value => value !== '' && value !== 'None');

/** What the server is asked of a jail that it has. Fail2ban before 0.11 knows no growing ban times. */
export const optionQuestions = (jail: string, dump: Dump): string[] => {
  const known = options.filter(
    ({ name, set }) => !name.startsWith('bantime.') || optionTexts(dump, jail, set).length > 0,
  );
  return [...known.map(({ name }) => name), 'actions'].map(name => `get ${jail} ${name}`);
};

/** What to ask of its actions, of which the server has these. Of others it would write an ERROR into its log. */
export const propertyQuestions = (jail: string, answers: Answers): string[] =>
  liveActions(answers, jail)
    .filter(action => plain.test(action))
    .map(action => `get ${jail} actionproperties ${action}`);

/** The same for those commands of its actions that the files have too. */
export const actionQuestions = (jail: string, dump: Dump, answers: Answers): string[] =>
  liveActions(answers, jail).flatMap(action => {
    const properties = listIn(answers(`get ${jail} actionproperties ${action}`));
    return commandsOf(dump, jail, action)
      .filter(([name]) => properties.includes(name))
      .map(([name]) => `get ${jail} action ${action} ${name}`);
  });

const liveActions = (answers: Answers, jail: string): string[] => listIn(answers(`get ${jail} actions`));

/** Behind a headline, one behind the other. */
const listIn = (answer: string): string[] =>
  answer
    .replace(/^.*:\s*$/m, '')
    .split(/[,\n]/)
    .map(word => word.trim())
    .filter(word => word !== '' && !/^No actions for jail/.test(word));

/** Of a jail, by what the server answered to all of these; nothing of what it did not answer, where it was too slow. */
export function liveValues(answers: Answers, dump: Dump, jail: string): Values {
  const isAnswered = (question: string): boolean => answers(`get ${jail} ${question}`) !== '';
  const commands = actionQuestions(jail, dump, answers).map(question => question.replace(`get ${jail} `, ''));
  return new Map([
    ...options
      .filter(({ name }) => isAnswered(name))
      .map(one => [one.name, said(valuesIn(answers(`get ${jail} ${one.name}`), one))] as const),
    ...(isAnswered('actions') ? [['actions', liveActions(answers, jail)] as const] : []),
    ...commands.filter(isAnswered).map(name => [name, said([answers(`get ${jail} ${name}`)])] as const),
  ]);
}

/** Fail2ban prints a network of everybody without its length (IPAddr.ntoa). */
const wholeFamilies: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '0.0.0.0/0'],
  ['::', '::/0'],
]);

/** As fail2ban/client/beautifier.py prints them. */
function valuesIn(answer: string, { kind, name }: Option): string[] {
  if (/^No (?:file|IP address|regular expression|journal match)/.test(answer.trim())) return [];
  const rows = [...answer.matchAll(/^[|`]- (?:\[\d+\]: )?(.*)$/gm)].map(([, row = '']) => row);
  if (kind === 'networks') return rows.map(row => wholeFamilies.get(row) ?? row);
  if (rows.length > 0 || kind === 'regexes') return rows;
  const headline = /^Current (?:log encoding is set to|match filter|date pattern set to):\s*/;
  const text = answer.replace(headline, '');
  return name === 'datepattern' && text.startsWith('Not set') ? [] : [text];
}
