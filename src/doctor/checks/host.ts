import type { Facts } from '../facts.ts';
import { type Finding, fault, ofFile, warning } from '../finding.ts';

/** The host: its disks, its clock and its units. */
export const hostChecks = [diskFull, ofFile(lineFromTomorrow), otherZone, otherUnit];

/** Less than this is full: a line takes 200 bytes, and nobody waits for the last of them. */
const little = 64 * 1024;

export function diskFull({ host }: Facts): Finding[] {
  return host.space
    .filter(({ bytes, files }) => bytes < little || files === 0)
    .map(({ path, bytes }) =>
      fault(
        'disk-full',
        `the disk of ${path} is full (${bytes < little ? `${bytes} bytes left` : 'no file can be made any more'}): lines and bans get lost`,
        `see "df -h ${path}" and "df -i ${path}", and make room`,
      ),
    );
}

/** How far a clock may be off, in milliseconds; Fail2ban itself takes a minute as the present. */
const slack = 60_000;

export function lineFromTomorrow({ log, now }: Facts): Finding[] {
  const last = log.lines?.map(timeOf).findLast(time => time !== undefined);
  if (last === undefined || last <= now + slack) return [];
  return [
    fault(
      'clock-wrong',
      `the last line of ${log.path} is from ${new Date(last).toISOString()}, and it is ${new Date(now).toISOString()} now: the clock was set back`,
      'set the clock (timedatectl, chronyc makestep), then "fail2ban-client restart"',
    ),
  ];
}

/** The stamp of a line of ours, in either form. */
function timeOf(line: string): number | undefined {
  const [, stamp = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(?:Z|\+0000) /.exec(line) ?? [];
  const time = Date.parse(`${stamp}Z`);
  return Number.isNaN(time) ? undefined : time;
}

export function otherZone({ server }: Facts): Finding[] {
  const { zoneOff, target } = server;
  if (zoneOff === undefined || Math.abs(zoneOff) <= slack * 5) return [];
  return [
    fault(
      'zone-wrong',
      `Fail2ban stamps ${target} ${hours(zoneOff)} off the local time here: it runs with another time zone, so that jails which read that log (recidive) count wrongly`,
      'set the zone (timedatectl set-timezone, /etc/localtime, TZ of its unit), then restart Fail2ban',
    ),
  ];
}

const hours = (milliseconds: number): string => `${(milliseconds / 3_600_000).toFixed(1)} h`;

export function otherUnit({ host }: Facts): Finding[] {
  if (host.unitBefore === undefined) return [];
  return [
    warning(
      'unit-shadowed',
      `${host.unitBefore}, which "make install" wrote, is in force instead of the package's unit: what starts is another portjail than the package's`,
      '"make uninstall" where it came from, or remove it; then "systemctl daemon-reload" and "systemctl restart portjail"',
    ),
  ];
}
