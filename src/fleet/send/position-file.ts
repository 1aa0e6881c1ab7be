import type { Position } from '../../follow/position.ts';
import { diag } from '../../util/diag.ts';
import { errorMessage } from '../../util/errors.ts';
import { readIfThere, writeByRename } from '../../util/files/change.ts';
import { reach } from '../../util/files/reach.ts';
import { isObject, isText } from '../../util/json.ts';

/** How far a log has been told, kept over restarts. */
export interface PositionFile {
  /** Undefined where nothing of this log was told yet, or nobody knows. */
  read(): Position | undefined;
  /** Throws a system error. */
  write(position: Position): void;
}

export const positionFile = (path: string, log: string): PositionFile => ({
  read: () => {
    try {
      const text = readIfThere(path);
      return text === undefined ? undefined : positionIn(text, log);
    } catch (error) {
      diag('warning', `${path}: ${errorMessage(error)}: the log is told from an hour ago`);
      return undefined;
    }
  },
  write: position => reach(path, ({ name }) => writeByRename(name, JSON.stringify({ log, position }), 0o600)),
});

/** Throws SyntaxError for what was never written here. */
function positionIn(text: string, log: string): Position | undefined {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || value['log'] !== log) return undefined;
  const { position } = value;
  if (!isPosition(position)) throw new SyntaxError('it holds no position of ours');
  return position;
}

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
