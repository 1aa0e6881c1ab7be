import type { Loaded } from '../config/load.ts';
import { pressing } from '../config/pressing.ts';
import { blindness } from '../firewall/blindness.ts';
import { installedLog } from '../jails/install/installed-log.ts';
import { wayText } from '../sentry/ways.ts';
import { diag } from '../util/diag.ts';
import { isSameFile } from '../util/files/same-file.ts';
import { print } from '../util/print.ts';
import { besidePortsentry } from './beside-portsentry.ts';
import type { Running } from './running.ts';

/** Says once, at the start, what the sentry does and does not do, then the line that people and scripts wait for. */
export function announce(loaded: Loaded, running: Running): void {
  const { config, file } = loaded;
  const { sockets, captured } = running.counts();
  diag('notice', `config: ${file ?? 'the built-in defaults'}`);
  diag('notice', `${sockets.tcp} TCP and ${sockets.udp} UDP ports answer: ${wayText(running.way)}`);
  if (running.way.trap !== undefined && !running.way.loopback)
    diag('notice', 'what comes from this host itself is not shown: "portjail run --loopback" shows it');
  if (captured.tcp + captured.udp > 0) {
    diag('notice', `${captured.tcp} TCP and ${captured.udp} UDP ports are watched without being opened`);
  }
  diag('notice', running.protected());
  for (const warning of [...pressing(loaded), ...blindness(running.blind()), ...besidePortsentry()])
    diag('warning', warning);
  if (config.log.target === 'journal') diag('notice', 'log: the journal');
  else announceFile(config.log.file);
  print('portjail is now active and listening.\n');
}

function announceFile(log: string): void {
  diag('notice', `log: ${log}`);
  const jailLog = installedLog();
  if (jailLog !== undefined && !isSameFile(jailLog, log)) {
    diag('warning', `the installed jail reads ${jailLog}, so nobody is banned for what stands in this log`);
  }
}
