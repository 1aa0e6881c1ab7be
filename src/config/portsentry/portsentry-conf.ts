import { didYouMean } from '../../util/suggest.ts';
import type { Draft, Note, Setting } from '../read/draft.ts';
import { shown } from '../read/objection.ts';
import { blockOptions, readBlocks, type Said } from './conf-block.ts';
import { type ConfLine, confLines } from './conf-lines.ts';
import { confOptions } from './conf-options.ts';
import { type Dialect, dialectOf, nameOf } from './dialect.ts';

/** What the reader must know of the disk; nothing here touches it. */
export interface Beside {
  /** The portsentry.ignore.static in the folder of the config, when there is one. */
  readonly staticIgnore: string | undefined;
}

/** Reads a portsentry.conf of 1.2 or 2.x; every option that we read otherwise than the peer is a warning. */
export function readPortsentryConf(text: string, file: string, beside: Beside): Draft {
  const dialect = dialectOf(text, beside.staticIgnore !== undefined);
  const { entries, garbage } = confLines(text.replace(/^\uFEFF/, ''), dialect);
  const notes = garbage.map(({ line, text }) =>
    noteOf(`${file}:${line}: not an option, skipped: ${shown(text)}`),
  );
  const known = entries.filter(({ key }) => confOptions.has(key));
  if (known.length === 0) return { ...draftOf(file, [], beside), mistakes: [`${file}: ${nothingFound}`] };
  const unknown = entries.filter(({ key }) => !confOptions.has(key));
  for (const { line, key } of unknown) notes.push(noteOf(`${file}:${line}: ${unknownOption(key)}`));
  const settings: Setting[] = [];
  for (const key of new Set(known.map(entry => entry.key))) {
    const same = known.filter(entry => entry.key === key);
    settings.push(...settingsOf(key, same, dialect, file, notes));
  }
  const blocks = readBlocks(saidAbout(known, dialect, file), dialect);
  for (const { text, minor } of blocks.warnings)
    notes.push({ ...noteOf(text, pointersAt(text, blocks.settings)), minor });
  const all = [...absent(file, dialect), ...settings, ...blocks.settings];
  return { ...draftOf(file, all, beside), notes, dialect };
}

const noteOf = (text: string, pointers: readonly string[] = []): Note => ({ pointers, text });

/** What was set by the line that a warning starts with. */
const pointersAt = (warning: string, settings: readonly Setting[]): string[] =>
  settings.filter(({ place }) => warning.startsWith(`${place}: `)).map(({ pointer }) => pointer);

const nothingFound =
  'holds no option of portsentry.conf, and no JSON object such as {"tcp": {"ports": "23"}} either';

/** What an option means that the file does not hold: in a portsentry.conf nothing is watched that is not listed. */
function absent(file: string, dialect: Dialect): Setting[] {
  const empty = ['/tcp/ports', '/udp/ports', ...(dialect === '1.2' ? ['/tcp/exclude', '/udp/exclude'] : [])];
  return [
    ...empty.map(pointer => ({ pointer, value: '', place: file })),
    { pointer: '/ignore/files', value: [], place: file },
  ];
}

function settingsOf(
  key: string,
  same: readonly ConfLine[],
  dialect: Dialect,
  file: string,
  notes: Note[],
): Setting[] {
  const entry = chosen(same, dialect);
  const place = `${file}:${entry.line}`;
  const translation = confOptions.get(key)?.(entry.value, dialect);
  const set = translation?.set ?? [];
  const pointers = set.map(([pointer]) => pointer);
  const note = (minor: boolean, remarks: readonly string[] = []): void => {
    for (const remark of remarks) notes.push({ ...noteOf(`${place}: ${key}: ${remark}`, pointers), minor });
  };
  note(false, entry.remarks);
  note(true, doubleRemarks(same, entry, dialect));
  note(false, translation?.remarks);
  note(true, translation?.minor);
  return set.map(([pointer, value]) => ({ pointer, value, place }));
}

/** The options of conf-block.ts, as far as they stand in the file. */
function saidAbout(known: readonly ConfLine[], dialect: Dialect, file: string): Said {
  return Object.fromEntries(
    blockOptions.flatMap(key => {
      const same = known.filter(entry => entry.key === key);
      if (same.length === 0) return [];
      const { value, line } = chosen(same, dialect);
      return [[key, { value, place: `${file}:${line}` }]];
    }),
  );
}

/** 1.2 takes the first line that it sees, 2.x the last. */
function chosen(same: readonly ConfLine[], dialect: Dialect): ConfLine {
  const visible = same.filter(({ hidden }) => !hidden);
  const candidates = visible.length > 0 ? visible : same;
  const entry = dialect === '1.2' ? candidates[0] : candidates.at(-1);
  if (entry === undefined) throw new Error('an option without a line');
  return entry;
}

function doubleRemarks(same: readonly ConfLine[], entry: ConfLine, dialect: Dialect): string[] {
  if (same.length < 2) return [];
  const others = same.filter(other => other !== entry).map(({ line }) => line);
  const which = dialect === '1.2' ? 'first' : 'last';
  return [`stands at line ${others.join(', ')} too; the ${which} one counts, as for ${nameOf(dialect)}`];
}

function unknownOption(key: string): string {
  const names = [...confOptions.keys()];
  const whole = names.find(name => key !== '' && name.startsWith(key));
  const hint =
    whole === undefined ? didYouMean(key, names) : `; Portsentry 2 would take it for ${whole}: write that`;
  return `unknown option ${shown(key)}, skipped${hint}`;
}

function draftOf(file: string, settings: readonly Setting[], { staticIgnore }: Beside): Draft {
  const files = settings.findLast(({ pointer }) => pointer === '/ignore/files');
  const named = Array.isArray(files?.value) ? files.value : [];
  // Debian's init script makes IGNORE_FILE from the static one at each start, so it may not be there yet.
  const all =
    staticIgnore === undefined ? named : [...named.filter(name => name !== staticIgnore), staticIgnore];
  const optional = staticIgnore === undefined ? [] : named.filter(name => typeof name === 'string');
  return {
    file,
    base: {},
    settings: [...settings, { pointer: '/ignore/files', value: all, place: files?.place ?? file }],
    place: () => file,
    mistakes: [],
    notes: [],
    optional,
  };
}
