import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { redirectionsIn } from './redirections.ts';
import { bytesOf, numbered } from './redirections-numbered.ts';

/** Where a worker starts that is given what `ranAside` returns: this module, whatever file a bundler has put it into. */
export const entry = import.meta.url;

/** As many matches in one message: to take one in is work of the other thread's, in one go. */
const atOnce = 2048;

if (!isMainThread) {
  const { matches, unclear } = redirectionsIn(workerData);
  const { ruled, sets } = numbered(matches);
  parentPort?.postMessage({ sets, unclear }, bytesOf(sets));
  let next = 0;
  // An empty list is the last one.
  parentPort?.on('message', () => {
    const batch = ruled.slice(next, next + atOnce);
    next += atOnce;
    parentPort?.postMessage(batch);
    if (batch.length === 0) parentPort?.close();
  });
}
