import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { removeIfEmpty } from '../jails/write/changes.ts';
import { errorMessage, WorkError } from '../util/errors.ts';
import { readIfThere, writeByRename } from '../util/files/change.ts';

/** What setup has changed beside the jails, each written down before it is done, so that uninstall can undo it. */
export interface SetupRecord {
  /** How services stood before setup touched them first. */
  readonly units: Readonly<Record<string, Stood>>;
  /** The sha256 of each file that was written, by its path. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders that were made for them, outermost first. */
  readonly folders: readonly string[];
  /** Jails of others that Fail2ban had before setup started or enabled it. */
  readonly others: readonly string[];
  /** Whether the jails as they are have banned and let go on trial. */
  readonly proven: boolean;
}

export interface Stood {
  readonly isEnabled: boolean;
  readonly isActive: boolean;
}

const nothing: SetupRecord = { units: {}, files: {}, folders: [], others: [], proven: false };

/** Beside the manifest of the jails: root's own folder. */
const place = '/var/lib/portjail-jails/setup.json';

export const isSetUp = (): boolean => existsSync(place);

/** An empty one where there is none. Throws WorkError for one that cannot be read. */
export function readRecord(path = place): SetupRecord {
  const text = readIfThere(path);
  return text === undefined ? nothing : parseRecord(text, path);
}

/** Reads its text; `path` is for the message. Throws WorkError for what is none. */
export function parseRecord(text: string, path: string): SetupRecord {
  const value = jsonIn(text, path);
  if (isRecord(value)) return value;
  throw new WorkError(`cannot read ${path}: it is no record of portjail setup`);
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WorkError(`cannot read ${path}: ${errorMessage(error)}`);
  }
}

/** Writes it with some of it changed. */
export function noteDown(change: Partial<SetupRecord>, path = place): void {
  mkdirSync(dirname(path), { recursive: true });
  const text = `${JSON.stringify({ ...readRecord(path), ...change }, undefined, 2)}\n`;
  if (readIfThere(path) !== text) writeByRename(path, text, 0o600);
}

/** How a service stands now, unless it is noted already. */
export function noteUnit(unit: string, { isEnabled, isActive }: Stood, path = place): void {
  const { units } = readRecord(path);
  if (units[unit] === undefined) noteDown({ units: { ...units, [unit]: { isEnabled, isActive } } }, path);
}

/** It goes last: who is killed before can be followed by another. */
export function removeRecord(path = place): void {
  rmSync(path, { force: true });
  removeIfEmpty(dirname(path));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const areTexts = (list: unknown[]): boolean => list.every(one => typeof one === 'string');
const isStood = (value: unknown): boolean => isObject(value) && 'isEnabled' in value && 'isActive' in value;

function isRecord(value: unknown): value is SetupRecord {
  if (!(isObject(value) && 'units' in value && 'files' in value && 'folders' in value)) return false;
  if (!('others' in value && 'proven' in value)) return false;
  const { units, files, folders, others } = value;
  const lists = [folders, others].every(list => Array.isArray(list) && areTexts(list));
  if (!(lists && isObject(units) && isObject(files))) return false;
  return Object.values(units).every(isStood) && areTexts(Object.values(files));
}
