import type { ConfiguredJail } from '../../fail2ban/dump.ts';
import { packetJail, recidiveJail } from '../../jails/pack/names.ts';
import type { Facts } from '../facts.ts';
import { type Finding, fault, warning } from '../finding.ts';

/** Long bans for those who come again: both jails for them read Fail2ban's own log. */
export const recidiveChecks = [recidiveWithoutFile, quietLog, stockRecidive];

const configured = ({ jails }: Facts): ConfiguredJail | undefined =>
  jails.find(({ name }) => name === recidiveJail)?.configured;

export function recidiveWithoutFile(facts: Facts): Finding[] {
  const { server } = facts;
  const recidive = configured(facts);
  // One that watches the journal is told by its backend.
  if (recidive === undefined || recidive.backend.startsWith('systemd')) return [];
  if (server.targetIsFile && recidive.logPaths.includes(server.target)) return [];
  const where =
    server.targetIsFile || !server.target.startsWith('/')
      ? server.target
      : `${server.target}, which is no file`;
  return [
    fault(
      'recidive-without-file',
      `the jail ${recidiveJail} reads ${recidive.logPaths.join(', ') || 'no file'}, and Fail2ban logs to ${where}: it never counts a ban`,
      '"logtarget = /var/log/fail2ban.log" in fail2ban.local and "portjail install" again, or jails.recidive.enabled false; growing ban times (jails.portsentry.increment) need no log',
    ),
  ];
}

export function quietLog(facts: Facts): Finding[] {
  const { level } = facts.server;
  if (configured(facts) === undefined || level === '' || ['NOTICE', 'INFO'].includes(level)) return [];
  const why = ['DEBUG', 'TRACEDEBUG', 'HEAVYDEBUG'].includes(level)
    ? 'each line that it reads makes another one, without end'
    : 'bans are not written';
  return [
    fault(
      'log-level',
      `Fail2ban's loglevel is ${level}, with which ${recidiveJail} cannot work: ${why}`,
      '"loglevel = INFO" in fail2ban.local, and "fail2ban-client set loglevel INFO" for now',
    ),
  ];
}

export function stockRecidive({ server }: Facts): Finding[] {
  return server.recidive.map(({ jail, lines }) =>
    warning(
      'stock-recidive',
      `your jail [${jail}] also counts bans by ${packetJail}, whose sources may be forged`,
      `in jail.local, beneath ${lines[0]}: ${lines[1]}`,
    ),
  );
}
