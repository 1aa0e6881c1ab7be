/** Prints the memory (RSS, MB) of a process before and after its tracker has met COUNT sources. Run by detect.ts. */
import { createTracker } from '../../../src/detect/track/tracker.ts';
import { dropFilePages } from '../../../src/sys/process/file-pages.ts';
import { probeOf, trigger } from './load.ts';

const count = Number(process.argv[2]);
const megabytes = (): number => process.memoryUsage.rss() / 1e6;

const idle = megabytes();
const tracker = createTracker(count);
const made = megabytes();
// As the sentry does after its start.
dropFilePages();
for (let i = 0; i < count; i++) tracker.touch(probeOf(i, count), trigger);
const filled = megabytes();
// So many of them scan that the pages of ports are all in use.
for (let i = 0; i < 1_000_000; i++) tracker.touch(probeOf(i, 5000, 1000), trigger);
console.log(JSON.stringify({ idle, made, filled, scanned: megabytes(), sources: tracker.sources() }));
