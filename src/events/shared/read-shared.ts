import { readLog } from '../../follow/read-log.ts';
import type { Prefix } from '../../net/address.ts';
import { errorCode } from '../../util/errors.ts';
import { reasonOf } from '../reason.ts';
import type { Span } from '../span.ts';
import { hearShared, type Shared } from './hear-shared.ts';

interface SharedReading {
  readonly span: Span;
  readonly only?: Prefix | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the fleet's log with its rotated files. Returns what is to be said of it, each a sentence: what could not be read. One
 * that is not there holds nothing.
 */
export async function readShared(
  path: string,
  { span, only, signal }: SharedReading,
  onShared: (shared: Shared) => void,
): Promise<string[]> {
  const read = await readLog(path, {
    from: span.since,
    onLine: hearShared(span, onShared, only),
    ...(signal && { signal }),
  });
  const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(read.missing) ?? '');
  return [
    ...(read.missing === undefined || isMissing ? [] : [`${path}: ${reasonOf(read.missing)}`]),
    ...read.unread.map(({ path: file, error }) => `${file}: ${reasonOf(error)}`),
  ];
}
