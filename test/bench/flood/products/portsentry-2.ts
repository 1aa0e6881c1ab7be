import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watched } from '../stage.ts';
import type { Product } from './product.ts';
import { copyRoot, fetchRoot, type Packages } from './root.ts';
import { linesOf } from './text.ts';
import { unseenByPacketSockets } from './unseen.ts';

const packages: Packages = {
  name: 'portsentry-2',
  suite: 'sid',
  packages: ['portsentry', 'libpcap0.8t64', 'libdbus-1-3', 'libsystemd0', 'libc6'],
};

/** As Debian ships it, but for the ports. */
const config = `TCP_PORTS="1-${watched}"
IGNORE_FILE="/etc/portsentry/portsentry.ignore"
HISTORY_FILE="/var/log/portsentry.log"
BLOCKED_FILE="/tmp/portsentry.blocked"
`;

/** In its default mode, stealth on libpcap. */
export const portsentry2: Product = {
  name: 'portsentry 2',
  prepare: () => fetchRoot(packages),
  start: async stage => {
    const root = copyRoot(packages, stage.folder);
    writeFileSync(join(root, 'etc/portsentry/portsentry.conf'), config);
    writeFileSync(join(root, 'etc/portsentry/portsentry.ignore'), '');
    const child = stage.start('chroot', root, '/usr/sbin/portsentry');
    await stage.listens(child);
    child.stdout.resume();
    return {
      lines: () => linesOf(join(root, 'var/log/portsentry.log')),
      names: (line, source) => line.includes(`Scan from: [${source}] `),
      unseen: async () => unseenByPacketSockets(stage),
    };
  },
};
