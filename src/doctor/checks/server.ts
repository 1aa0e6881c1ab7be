import { lastWord } from '../../fail2ban/jail-files.ts';
import { journalFix } from '../../fail2ban/refusal.ts';
import { serverTrouble } from '../../fail2ban/server.ts';
import { jailNames } from '../../jails/pack/names.ts';
import type { Facts } from '../facts.ts';
import { type Finding, fault, warning } from '../finding.ts';
import { noDatabase } from './database.ts';

/** Fail2ban's server: there, up, and able to start again. */
export const serverChecks = [
  notInstalled,
  configRefused,
  jailSkipped,
  serverDown,
  socketForbidden,
  noDatabase,
];

export function notInstalled({ server }: Facts): Finding[] {
  const { what, fix } = serverTrouble['not installed'];
  return server.version === undefined ? [fault('fail2ban-missing', what, fix)] : [];
}

/** One jail without its log keeps the whole server from starting (before 1.1.1). */
export function configRefused({ server, log }: Facts): Finding[] {
  const { refused } = server;
  // Who may not read the log is told that there is none.
  if (refused === undefined || server.state === 'forbidden') return [];
  const { jail, words, lacks } = refused;
  const starts = server.state === 'up' ? 'will not start again' : 'does not start';
  if (lacks !== undefined) return [fault('config-refused', `Fail2ban ${starts}: ${words}`, journalFix)];
  // Said of the log itself.
  if (jailNames.some(name => name === jail) && log.found === undefined) return [];
  if (jail === undefined)
    return [
      fault(
        'config-refused',
        `Fail2ban refuses its own configuration: ${words}`,
        'fix that file; "fail2ban-client -t" shows whether it is enough',
      ),
    ];
  const mend =
    jail === 'sshd'
      ? '"portjail install --mend" has sshd watched in the journal, or switches that jail off where python3-systemd is missing'
      : `create that log, or switch the jail off: "[${jail}]" and "enabled = false" in jail.local`;
  return [
    fault(
      'jail-without-log',
      `the jail ${jail} has no log file, so Fail2ban ${starts}, with or without portjail`,
      mend,
    ),
  ];
}

/** The server starts without it, and the admin may take what it should watch for watched. */
export function jailSkipped({ server, pack }: Facts): Finding[] {
  if (server.state === 'forbidden') return [];
  return server.skipped.map(({ jail, why }) => {
    const says = lastWord(pack.settings, jail, 'enabled');
    const where = says === undefined ? 'its file' : `${says.file}, line ${says.line}`;
    return warning(
      'jail-skipped',
      `Fail2ban passes over your jail ${jail}, with or without portjail: ${why}`,
      `remove the jail from ${where}, or fix it; "fail2ban-client -t" shows whether it is enough`,
    );
  });
}

export function serverDown({ server: { version, state } }: Facts): Finding[] {
  if (version === undefined || (state !== 'down' && state !== 'silent')) return [];
  const { what, fix } = serverTrouble[state];
  return [fault('server-down', what, fix)];
}

export function socketForbidden({ server }: Facts): Finding[] {
  const { what, fix } = serverTrouble.forbidden;
  return server.state === 'forbidden' ? [fault('socket-forbidden', what, fix)] : [];
}
