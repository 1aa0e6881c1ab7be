import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../support/until.ts';
import { watched } from '../stage.ts';
import type { Product } from './product.ts';
import { copyRoot, fetchRoot, type Packages } from './root.ts';
import { linesOf } from './text.ts';
import { unseenByRaw } from './unseen.ts';

const packages: Packages = { name: 'portsentry-1.2', suite: 'bookworm', packages: ['portsentry', 'libc6'] };

/**
 * As Debian ships it, but for the ports. What is excluded must not be nothing: without it the limit counts for nothing, and
 * every port is watched.
 */
const config = `ADVANCED_PORTS_TCP="${watched + 1}"
ADVANCED_EXCLUDE_TCP="${watched + 2}"
IGNORE_FILE="/etc/portsentry/portsentry.ignore"
HISTORY_FILE="/var/lib/portsentry/portsentry.history"
BLOCKED_FILE="/var/lib/portsentry/portsentry.blocked"
RESOLVE_HOST="0"
BLOCK_TCP="0"
SCAN_TRIGGER="0"
`;

/** In the mode that sees the most, -atcp. */
export const portsentry1: Product = {
  name: 'portsentry 1.2',
  prepare: () => fetchRoot(packages),
  start: async stage => {
    const root = copyRoot(packages, stage.folder);
    writeFileSync(join(root, 'etc/portsentry/portsentry.conf'), config);
    writeFileSync(join(root, 'etc/portsentry/portsentry.ignore'), '127.0.0.1\n');
    const log = await stage.startSyslog(root);
    stage.start('chroot', root, '/usr/sbin/portsentry', '-atcp');
    const isReady = (): boolean => linesOf(log).some(line => line.includes('now active and listening'));
    await until(isReady, 'Portsentry 1.2');
    return {
      lines: () => linesOf(log).filter(line => line.includes('attackalert: ')),
      names: (line, source) => line.includes(`scan from host: ${source}/`),
      unseen: async () => unseenByRaw(stage),
    };
  },
};
