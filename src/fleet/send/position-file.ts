import type { Position } from '../../follow/position.ts';
import { diag } from '../../util/diag.ts';
import { errorMessage } from '../../util/errors.ts';
import { readIfThere, writeByRename } from '../../util/files/change.ts';
import { reach } from '../../util/files/reach.ts';
import { isObject, isText, type Json } from '../../util/json.ts';

/** How far a log has been told, kept over restarts. */
interface Kept<T> {
  /** Undefined where nothing of this log was told yet, or nobody knows. */
  read(): T | undefined;
  /** Throws a system error. */
  write(one: T): void;
}

export type PositionFile = Kept<Position>;

export const positionFile = (path: string, log: string): PositionFile =>
  kept(
    path,
    value => {
      if (value['log'] !== log) return undefined;
      if (!isPosition(value['position'])) throw new SyntaxError('it holds no position of ours');
      return value['position'];
    },
    position => ({ log, position }),
  );

/** How far a journal has been told: the cursor of the last entry. */
export type CursorFile = Kept<string>;

/** journalctl's own, sd_journal_get_cursor(3). */
const cursorShape = /^s=[\w=;]{1,400}$/;

export const cursorFile = (path: string): CursorFile =>
  kept(
    path,
    value => {
      const cursor = value['cursor'];
      if (cursor === undefined) return undefined;
      if (!isText(cursor) || !cursorShape.test(cursor)) throw new SyntaxError('it holds no cursor of ours');
      return cursor;
    },
    cursor => ({ cursor }),
  );

/** @param shown what is written of it; `found` reads that back, undefined for that of another log, and throws SyntaxError */
const kept = <T>(
  path: string,
  found: (value: Json) => T | undefined,
  shown: (kept: T) => object,
): Kept<T> => ({
  read: () => {
    try {
      const text = readIfThere(path);
      const value: unknown = text === undefined ? {} : JSON.parse(text);
      if (!isObject(value)) throw new SyntaxError('it holds nothing of ours');
      return text === undefined ? undefined : found(value);
    } catch (error) {
      diag('warning', `${path}: ${errorMessage(error)}: the log is told from fleet.maxAge ago`);
      return undefined;
    }
  },
  write: one => reach(path, ({ name }) => writeByRename(name, JSON.stringify(shown(one)), 0o600)),
});

const isPosition = (value: unknown): value is Position =>
  isObject(value) &&
  isCount(value['offset']) &&
  typeof value['written'] === 'number' &&
  isMark(value['head']) &&
  isMark(value['tail']);

const isMark = (value: unknown): boolean =>
  isObject(value) && isCount(value['length']) && value['length'] <= 1024 && isText(value['hash']);

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
