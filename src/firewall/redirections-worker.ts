import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { redirectionsIn } from './redirections.ts';

/** Where a worker starts that is given what `ranAside` returns: this module, whatever file a bundler has put it into. */
export const entry = import.meta.url;

if (!isMainThread) parentPort?.postMessage(redirectionsIn(workerData));
