import type { Status } from '../status/shape.ts';

/** How a sentry does, in the one line that `systemctl status` has for it: how the ports are watched, and what was written. */
export function statusLine({
  ports,
  way,
  counters,
  troubles,
}: Pick<Status, 'ports' | 'way' | 'counters' | 'troubles'>): string {
  const { sockets, captured } = ports;
  const how = way?.whyNoTrap === undefined ? 'by one socket' : 'by a socket each';
  const watched = [
    ...(sockets.tcp + sockets.udp > 0 ? [`${portsText(sockets)} answer ${how}`] : []),
    ...(captured.tcp + captured.udp > 0 ? [`${portsText(captured)} watched without being opened`] : []),
  ];
  const { scan = 0, seen = 0, dropped = 0, lost = 0 } = counters;
  return [
    ...troubles.map(({ what }) => what),
    watched.join(', ') || 'no port to watch yet',
    `written: ${counted(scan, 'scan')}, ${counted(seen, 'observation')}`,
    ...(dropped > 0 ? [`${counted(dropped, 'packet')} dropped by the kernel`] : []),
    ...(lost > 0 ? [`${counted(lost, 'line')} lost`] : []),
  ].join('; ');
}

const portsText = ({ tcp, udp }: { tcp: number; udp: number }): string => `${tcp} TCP and ${udp} UDP ports`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
