import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { redirectionsIn } from './redirections.ts';
import { type Batch, bytesOf, numbered } from './redirections-numbered.ts';

/** Where a worker starts that is given what `ranAside` returns: this module, whatever file a bundler has put it into. */
export const entry = import.meta.url;

/** As many matches and landings in one message: to take one in is work of the other thread's, in one go. */
const atOnce = 2048;

if (!isMainThread) {
  const { matches, landings, unclear } = redirectionsIn(workerData);
  const { ruled, sets } = numbered(matches);
  parentPort?.postMessage({ sets, unclear }, bytesOf(sets));
  let next = 0;
  parentPort?.on('message', () => {
    const part = <T>(list: readonly T[]): readonly T[] => list.slice(next, next + atOnce);
    const batch: Batch = { ruled: part(ruled), landings: part(landings) };
    next += atOnce;
    parentPort?.postMessage(batch);
    if (batch.ruled.length + batch.landings.length === 0) parentPort?.close();
  });
}
