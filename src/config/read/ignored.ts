import { parsePrefix } from '../../net/address.ts';
import { type Lapsing, type LapsingSet, lapsingSet } from '../../net/lapsing-set.ts';
import { type PrefixList, prefixList } from '../../net/prefix-list.ts';
import { prefixSetInSteps } from '../../net/prefix-set.ts';
import type { Steps } from '../../util/steps.ts';
import type { Config } from '../schema/schema.ts';
import { type FileStamp, readOptional } from './host-files.ts';
import { parseIgnoreFile } from './ignore-file.ts';
import { mostNames, type NamedEntry, nameList } from './names.ts';

/** Everything that is never banned by the config's own word. */
export interface Ignored {
  /** For good, as it was written, in its order. */
  readonly list: PrefixList;
  /** For a time, which may be over by now. */
  readonly temporary: readonly Lapsing[];
  /** Those that are names, each once: who has their addresses is another question, which takes a look-up. */
  readonly names: readonly NamedEntry[];
  /** Those of the first two, to be asked. */
  readonly set: LapsingSet;
  /** The files that were read. */
  readonly files: readonly FileStamp[];
}

/** Reads every ignore file. `optional` ones may be missing; `placeOf` says who asked for the n-th. */
export function* readIgnored(
  { addresses, files }: Config['ignore'],
  optional: readonly string[],
  placeOf: (index: number) => string,
  now = Date.now(),
): Steps<{ ignored: Ignored; warnings: string[] }> {
  const list = prefixList(addresses.map(parsePrefix).filter(prefix => prefix !== undefined));
  const temporary: Lapsing[] = [];
  const names = nameList();
  const stamps: FileStamp[] = [];
  const warnings: string[] = [];
  for (const [index, file] of files.entries()) {
    const read = readOptional(file);
    if ('text' in read) {
      stamps.push(read.stamp);
      warnings.push(...(yield* parseIgnoreFile(read.text, file, { list, temporary, names, now })));
    } else if (!read.missing || !optional.includes(file)) {
      const reason = read.missing ? 'no such file' : read.reason;
      warnings.push(`${placeOf(index)}: ignore file ${file}: ${reason}; nobody is ignored by it`);
    }
  }
  if (names.left > 0)
    warnings.push(
      `ignore.files: only the first ${mostNames} names count; ${names.left} more are not looked up`,
    );
  const set = yield* setOf(list, temporary);
  return { ignored: { list, temporary, names: names.entries(), set, files: stamps }, warnings };
}

function* setOf(list: PrefixList, temporary: readonly Lapsing[]): Steps<LapsingSet> {
  const lasting = yield* prefixSetInSteps(list);
  if (temporary.length === 0) return lasting;
  const lapsing = lapsingSet(temporary);
  return {
    has: (address, at) => lasting.has(address) || lapsing.has(address, at),
    meets: (prefix, time) => lasting.meets(prefix) || lapsing.meets(prefix, time),
  };
}

/** Whom it names at a time (milliseconds since the epoch): first those for good, then those whose time is not over. */
export function namedAt(
  { list, temporary }: Pick<Ignored, 'list' | 'temporary'>,
  time: number,
): Pick<PrefixList, 'size' | 'first'> & { readonly temporary: number } {
  const living = temporary.filter(({ end }) => end > time).map(({ prefix }) => prefix);
  return {
    size: list.size + living.length,
    temporary: living.length,
    first: most => [...list.first(most), ...living.slice(0, Math.max(0, most - list.size))],
  };
}
