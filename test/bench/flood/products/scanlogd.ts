import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from './product.ts';
import { copyRoot, fetchRoot, type Packages } from './root.ts';
import { linesOf } from './text.ts';
import { unseenByRaw } from './unseen.ts';

const packages: Packages = { name: 'scanlogd', suite: 'bookworm', packages: ['scanlogd', 'libc6'] };

/** It has no settings. */
export const scanlogd: Product = {
  name: 'scanlogd',
  prepare: () => fetchRoot(packages),
  start: async stage => {
    const root = copyRoot(packages, stage.folder);
    writeFileSync(join(root, 'etc/passwd'), 'scanlogd:x:999:999::/:/bin/false\n');
    writeFileSync(join(root, 'etc/group'), 'scanlogd:x:999:\n');
    const log = await stage.startSyslog(root);
    // Its parent ends when it listens.
    const [code] = await once(stage.start('chroot', root, '/usr/sbin/scanlogd'), 'exit');
    if (code !== 0) throw new Error(`scanlogd does not start: code ${code}`);
    return {
      lines: () => linesOf(log),
      names: (line, source) => line.includes(`: ${source} to `) || line.includes(`: ${source}:`),
      unseen: async () => unseenByRaw(stage),
    };
  },
};
