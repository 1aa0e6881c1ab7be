import { format } from 'date-fns/format';
import { formatAddress } from '../net/address.ts';
import type { Probe } from '../probe.ts';
import { epochText } from './stamp.ts';

/**
 * A line of Portsentry 1.2's history file, `EPOCH - MM/DD/YYYY HH:MM:SS Host: NAME/ADDRESS Port: N TCP Blocked`
 * (its portsentry_io.c), which the `portsentry` filter of every Fail2ban matches. Local time, as there; the name is
 * the address again, since a name would be the attacker's to choose. Nothing was blocked: that is the form's word.
 */
export function formatHistory(probe: Probe): string {
  const address = formatAddress(probe.source);
  const date = format(probe.time, 'MM/dd/yyyy HH:mm:ss');
  const second = Math.floor(probe.time / 1000);
  return `${epochText(second)} - ${date} Host: ${address}/${address} Port: ${probe.port} ${probe.protocol.toUpperCase()} Blocked`;
}
