import { isHostName, type Subject } from '../../config/ignore-file/subject.ts';
import { millisecondsOf, mustBeNarrow, noteOf, subjectOf } from '../../config/ignore-file/wish.ts';
import { UsageError } from '../../util/errors.ts';
import { didYouMean } from '../../util/suggest.ts';
import type { Arguments } from '../command.ts';

/** What `portjail ignore` is asked to do. */
export type Asked =
  | { readonly act: 'list' }
  | { readonly act: 'remove'; readonly subject: Subject }
  | {
      readonly act: 'add';
      readonly subject: Subject;
      /** Milliseconds; undefined: for good. */
      readonly time: number | undefined;
      readonly note: string | undefined;
      /** Of a name: private addresses of it count too. */
      readonly private?: true;
    };

const help = 'see portjail ignore --help';

/** Looks at nothing of this host. Throws UsageError. */
export function askedOf({ values, positionals }: Arguments): Asked {
  const [isList, isRemove] = [values['list'] === true, values['remove'] === true];
  const [time, note] = [onlyOne(values, 'for'), onlyOne(values, 'note')];
  const [force, isPrivate] = [values['force'] === true, values['private'] === true];
  if (isList && isRemove) throw new UsageError(`--list and --remove: give one of them: ${help}`);
  if ((isList || isRemove) && (time !== undefined || note !== undefined || force || isPrivate))
    throw new UsageError(
      `--for, --note, --private and --force are about an address to be ignored: not with --list or --remove: ${help}`,
    );
  if (isList) {
    if (positionals.length > 0) throw new UsageError(`--list lists all: it takes no address: ${help}`);
    return { act: 'list' };
  }
  const subject = oneSubject(positionals);
  if (isRemove) return { act: 'remove', subject };
  if (!isHostName(subject)) mustBeNarrow(subject, force);
  if (isPrivate && !isHostName(subject))
    throw new UsageError(
      `--private is about the addresses of a name: an address says itself what it is: ${help}`,
    );
  return {
    act: 'add',
    subject,
    ...(isPrivate ? { private: true } : {}),
    time: time === undefined ? undefined : millisecondsOf(time),
    note: note === undefined ? undefined : noteOf(note),
  };
}

function oneSubject([text, ...more]: readonly string[]): Subject {
  const guess = text === undefined ? '' : didYouMean(text, ['--list', '--remove']);
  if (guess !== '') throw new UsageError(`unexpected "${text}": ${help}${guess}`);
  if (text === undefined || more.length > 0)
    throw new UsageError(
      `ignore takes one address, network or name${text === undefined ? '' : `, a note of several words in quotes`}: ${help}`,
    );
  return subjectOf(text);
}

/** Of two it would be a guess which one is meant. */
function onlyOne(values: Arguments['values'], name: 'for' | 'note'): string | undefined {
  const [value, ...more] = [values[name] ?? []].flat();
  if (more.length > 0)
    throw new UsageError(
      `--${name} is given ${more.length + 1} times: give one ${name === 'for' ? 'time' : 'note'}`,
    );
  return typeof value === 'string' ? value : undefined;
}
