import { formatAgain } from '../log/line.ts';
import { lockLog } from '../log/lock-log.ts';
import { openWriter, type Writer } from '../log/writer.ts';

/** Opens a log that no other process of `writer`, as people know it, writes meanwhile. Throws as openWriter and lockLog do. */
export function openAlone(path: string, writer: string): Writer {
  const unlock = lockLog(path, writer);
  try {
    return openWriter(path, lines => formatAgain(Date.now(), lines, process.pid), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}
