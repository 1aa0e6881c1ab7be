import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { countedText, hubText, takesText, tellsText } from '../../fleet/status/text.ts';
import { formatAddress } from '../../net/address.ts';
import { portText, type ServiceNames } from '../../net/service-names.ts';
import type { FleetFound } from './find.ts';

/** Lines that are shown; "portjail why" has all of an address. */
const fewLines = 3;

/** The fleet in the screen of `status`: how it does, and whom others have named last. */
export function fleetRows(
  { status, runs, lines }: FleetFound,
  services: ServiceNames,
  now: number,
): string[] {
  const named = lines.slice(0, fewLines).map(({ time, source, port, origin, hosts, verb }) => {
    const by = hosts > 1 ? `${origin} and ${hosts - 1} more` : origin;
    const age = formatDistanceStrict(time, now, { addSuffix: true });
    const what = verb === 'fleet' ? 'to be banned' : 'written down alone';
    return `${age.padEnd(14)}  ${formatAddress(source).padEnd(15)}  ${portText({ port, protocol: 'tcp' }, services).padEnd(18)}  by ${by}: ${what}`;
  });
  if (status === undefined || !runs) return ['does not run', ...named];
  return [
    `${status.name} at ${hubText(status, now)}`,
    `tells: ${tellsText(status)}; takes: ${takesText(status)}`,
    `heard: ${countedText(status.totals)}${status.waiting > 0 ? `, ${status.waiting} waiting` : ''}`,
    ...named,
  ];
}
