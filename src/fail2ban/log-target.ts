import type { Client } from './client.ts';
import { dumpOf, serverSetting } from './dump.ts';

/**
 * Where Fail2ban writes its own log: a path, or SYSLOG, SYSTEMD-JOURNAL, STDOUT, SYSOUT, STDERR. Asked of the server, whose
 * socket is for root, else of its configuration; undefined where Fail2ban is not installed or says nothing.
 */
export function logTarget(client: Client): string | undefined {
  const { code, out } = client('get', 'logtarget');
  const target = (code === 0 ? targetIn(out) : undefined) ?? serverSetting(dumpOf(client), 'logtarget');
  // It may have options behind it: `/var/log/fail2ban.log[format="..."]`.
  return target?.replace(/\[.*\]$/, '');
}

/** As `get logtarget` shows it, behind "`- ". */
const targetIn = (out: string): string | undefined => /^`- (.*)$/m.exec(out)?.[1];
