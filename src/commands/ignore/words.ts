import { millisecondsOf, mustBeNarrow, noteOf, prefixOf } from '../../config/ignore-file/wish.ts';
import type { Prefix } from '../../net/address.ts';
import { UsageError } from '../../util/errors.ts';
import { didYouMean } from '../../util/suggest.ts';
import type { Arguments } from '../command.ts';

/** What `portjail ignore` is asked to do. */
export type Asked =
  | { readonly act: 'list' }
  | { readonly act: 'remove'; readonly prefix: Prefix }
  | {
      readonly act: 'add';
      readonly prefix: Prefix;
      /** Milliseconds; undefined: for good. */
      readonly time: number | undefined;
      readonly note: string | undefined;
    };

const help = 'see portjail ignore --help';

/** Looks at nothing of this host. Throws UsageError. */
export function askedOf({ values, positionals }: Arguments): Asked {
  const [isList, isRemove] = [values['list'] === true, values['remove'] === true];
  const [time, note] = [onlyOne(values, 'for'), onlyOne(values, 'note')];
  const force = values['force'] === true;
  if (isList && isRemove) throw new UsageError(`--list and --remove: give one of them: ${help}`);
  if ((isList || isRemove) && (time !== undefined || note !== undefined || force))
    throw new UsageError(
      `--for, --note and --force are about an address to be ignored: not with --list or --remove: ${help}`,
    );
  if (isList) {
    if (positionals.length > 0) throw new UsageError(`--list lists all: it takes no address: ${help}`);
    return { act: 'list' };
  }
  const prefix = onePrefix(positionals);
  if (isRemove) return { act: 'remove', prefix };
  mustBeNarrow(prefix, force);
  return {
    act: 'add',
    prefix,
    time: time === undefined ? undefined : millisecondsOf(time),
    note: note === undefined ? undefined : noteOf(note),
  };
}

function onePrefix([text, ...more]: readonly string[]): Prefix {
  const guess = text === undefined ? '' : didYouMean(text, ['--list', '--remove']);
  if (guess !== '') throw new UsageError(`unexpected "${text}": ${help}${guess}`);
  if (text === undefined || more.length > 0)
    throw new UsageError(
      `ignore takes one address or network${text === undefined ? '' : `, a note of several words in quotes`}: ${help}`,
    );
  return prefixOf(text);
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
