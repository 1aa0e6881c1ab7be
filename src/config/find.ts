import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../util/errors.ts';
import type { ConfigSource } from './options.ts';
import { readModes } from './portsentry/modes-file.ts';
import { readPortsentryConf } from './portsentry/portsentry-conf.ts';
import { saysNothing } from './portsentry/stub.ts';
import { type Draft, type Note, withSettings } from './read/draft.ts';
import { exists, type HostPaths, isDirectory, readConfigText, readOptional } from './read/host-files.ts';
import { readJsonFile } from './read/json-file.ts';

/** The config file that the source asks for, or the first that the host has, or the defaults. Throws UsageError. */
export function findDraft(source: ConfigSource, paths: HostPaths): Draft {
  if (source.defaults === true && source.file !== undefined)
    throw new UsageError('--defaults reads no file and -c names one: give one of them');
  if (source.defaults === true) return { ...defaults, base: { ignore: { files: [] } } };
  const file = source.file ?? [paths.config, paths.portsentry].find(exists);
  if (file === undefined) return defaults;
  const text = readConfigText(file);
  if (!isJson(text, file)) return readConf(text, file, source, paths);
  const draft = readJsonFile(text.replace(/^\uFEFF/, ''), file);
  return { ...draft, notes: [...draft.notes, ...shadows(file, source, paths)] };
}

/** A portsentry.conf that somebody wrote is not read where an empty portjail.json goes before it. */
function shadows(file: string, source: ConfigSource, paths: HostPaths): Note[] {
  if (source.file !== undefined || !exists(paths.portsentry) || !saysNothing(file)) return [];
  const folder = dirname(paths.portsentry);
  const text = `${file}: says nothing, and goes before ${paths.portsentry}, which is not read: "portjail import ${folder} -o ${file}" carries that over; or remove ${file}`;
  return [{ pointers: [], text }];
}

/** The portsentry.conf of a folder, with what stands beside it. Throws UsageError when there is none. */
export function findPortsentry(folder: string, paths: HostPaths): Draft {
  const file = join(folder, 'portsentry.conf');
  if (!isDirectory(folder) || !exists(file))
    throw new UsageError(`${folder}: expected a folder with a portsentry.conf in it: name that folder`);
  const text = readConfigText(file);
  if (isJson(text, file)) throw new UsageError(`${file}: is a portjail.json already: use it with -c`);
  return readConf(text, file, {}, paths);
}

const defaults: Draft = {
  file: undefined,
  base: {},
  settings: [],
  place: () => 'built-in defaults',
  mistakes: [],
  notes: [],
};

/** By what it holds, so that no name is forced on anyone: only JSON starts with a brace. */
function isJson(text: string, file: string): boolean {
  const start = text.replace(/^\uFEFF?\s*(?:\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*/, '');
  return start.startsWith('{') || /\.jsonc?$/i.test(file);
}

function readConf(text: string, file: string, source: ConfigSource, paths: HostPaths): Draft {
  const besides = resolve(dirname(file), 'portsentry.ignore.static');
  const draft = readPortsentryConf(text, file, { staticIgnore: exists(besides) ? besides : undefined });
  return withModes(draft, source, [join(dirname(file), 'default'), paths.modes]);
}

/** Adds the modes of the first `default` file that exists. */
function withModes(draft: Draft, source: ConfigSource, candidates: readonly string[]): Draft {
  const skip = [source.tcpMode === undefined ? '' : 'tcp', source.udpMode === undefined ? '' : 'udp'];
  const file = candidates.find(exists);
  if (file === undefined) return { ...draft, notes: [...draft.notes, ...noModes(draft, skip)] };
  const read = readOptional(file);
  if ('reason' in read)
    return { ...draft, notes: [...draft.notes, { pointers: modes, text: `${file}: ${read.reason}` }] };
  const { settings, mistakes } = readModes(read.text, file, skip);
  return { ...withSettings(draft, settings), mistakes: [...draft.mistakes, ...mistakes] };
}

const modes = ['/tcp/mode', '/udp/mode'];

function noModes({ file, dialect }: Draft, skip: readonly string[]): Note[] {
  if (dialect !== '2.x' || (skip.includes('tcp') && skip.includes('udp'))) return [];
  const text = `${file}: Portsentry 2 is told its mode on its command line, stealth without a word; here it is connect`;
  return [{ pointers: modes, text }];
}
