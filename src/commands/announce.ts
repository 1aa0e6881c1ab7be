import { advice } from '../config/advice.ts';
import type { Loaded } from '../config/load.ts';
import { installedLog } from '../jails/installed-log.ts';
import { diag } from '../util/diag.ts';

/** Says once, at the start, what the sentry does and does not do, then the line that people and scripts wait for. */
export function announce({ config, file, warnings }: Loaded, sockets: { tcp: number; udp: number }): void {
  diag(
    'notice',
    `config: ${file ?? 'the built-in defaults'}; ${sockets.tcp} TCP and ${sockets.udp} UDP sockets`,
  );
  for (const warning of [...warnings, ...advice(config)]) diag('warning', warning);
  diag('notice', `log: ${config.log.file}`);
  const jailLog = installedLog();
  if (jailLog !== undefined && jailLog !== config.log.file) {
    diag('warning', `the installed jail reads ${jailLog}, so nobody is banned for what stands in this log`);
  }
  process.stdout.write('portjail is now active and listening.\n');
}
