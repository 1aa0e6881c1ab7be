import { portsentries } from '../sys/process/other-portsentry.ts';

/** What is to be known where a Portsentry still runs: it has the ports first, and may block by itself. */
export const besidePortsentry = (found = portsentries()): string[] =>
  found.length === 0
    ? []
    : [
        `Portsentry runs here (process ${found.join(', ')}): it holds ports that portjail is to watch, and with BLOCK_TCP or ` +
          'BLOCK_UDP it blocks by itself. Stop it first: "systemctl disable --now portsentry" (or "service portsentry stop")',
      ];
