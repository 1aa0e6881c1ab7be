import { noServicePorts, type ServicePorts } from '../detect/watch/services.ts';
import { type Boot, thisBoot } from '../sys/boot.ts';
import { diag } from '../util/diag.ts';
import { readState } from './file.ts';
import { recalledPorts, savedAt } from './service-ports.ts';

/**
 * What a sentry before this one has kept, from the file that was saved last. One that is of no use is passed over, and
 * told.
 */
export function recall(files: readonly string[], boot: Boot = thisBoot()): ServicePorts {
  const states = files.flatMap(path => {
    const found = readState(path);
    if (found === undefined) return [];
    if ('parts' in found) return [found.parts];
    diag('notice', `${path} ${found.fault}: it is passed over, and which ports services held is learnt anew`);
    return [];
  });
  const [newest] = states.sort((a, b) => savedAt(b) - savedAt(a));
  return newest === undefined ? noServicePorts : recalledPorts(newest, boot);
}
