import { type Address, formatAddress, parseAddress } from '../../net/address.ts';
import { headOf, headShape, timeIn } from '../line.ts';

/** Where the fleet's own log is; the sentry writes nothing there, and who follows the fleet nothing of the sentry's. */
export const fleetLog = '/var/log/portjail-fleet/fleet.log';
/** Whose it is, see templates/portjail-fleet.service. */
export const fleetUser = 'portjail-fleet';

/**
 * The lines of the fleet's own log, about what other hosts have seen: written, read back, and the pattern that the filter
 * of the jail portsentry-fleet is rendered from. The name of the host that told is the one word in it that another one chose.
 */

/** What other hosts have proven. */
export interface Shared {
  /** Milliseconds since the epoch: when it is written, since Fail2ban judges by it. */
  readonly time: number;
  readonly source: Address;
  readonly port: number;
  /** Who told last: [a-z0-9-]{1,32}. */
  readonly origin: string;
  /** How many hosts have told. */
  readonly hosts: number;
}

/** `fleet` bans, by the one jail that matches it; `told` is an observation, which no filter matches. */
export type SharedVerb = 'fleet' | 'told';

/** A line read back. */
export type SharedEntry = Shared & { readonly verb: SharedVerb; readonly pid: number };

/** The line, without its newline. Throws RangeError for a name of another form: it would be text of somebody else's. */
export function formatShared(verb: SharedVerb, shared: Shared, pid: number): string {
  const { time, source, port, origin, hosts } = shared;
  if (!/^[a-z0-9-]{1,32}$/.test(origin)) throw new RangeError('expected a host name of the fleet');
  return `${headOf(time, pid)} ${verb} ${fields(formatAddress(source), 'tcp', `${port}`, origin, `${hosts}`)}`;
}

const fields = (source: string, protocol: string, port: string, origin: string, hosts: string): string =>
  `src=${source} evidence=handshake proto=${protocol} dport=${port} origin=${origin} hosts=${hosts}`;

/** Fail2ban's `failregex` for it, from behind the stamp to the end of the line. Digits and letters are ASCII's alone. */
export const fleetFailRegex = (): string =>
  `portsentry\\[[0-9]{1,10}\\]: fleet ${fields(
    '<ADDR>',
    '<F-PROTO>tcp</F-PROTO>',
    '<F-PORT>[0-9]{1,5}</F-PORT>',
    '[a-z0-9-]{1,32}',
    '[0-9]{1,5}',
  )}$`;

const shape = new RegExp(
  `${headShape}(fleet|told) ${fields('([0-9a-f:.]{2,45})', 'tcp', '(\\d{1,5})', '([a-z0-9-]{1,32})', '(\\d{1,5})')}$`,
);

/** Reads one line, without its newline. Undefined for anything that this module would not have written. */
export function parseShared(line: string): SharedEntry | undefined {
  const [, seconds, millis, pid, verb, text = '', dport, origin = '', hosts] = shape.exec(line) ?? [];
  const source = parseAddress(text);
  const port = Number(dport);
  if (source === undefined || seconds === undefined || millis === undefined || port > 65535) return undefined;
  return {
    verb: verb === 'fleet' ? 'fleet' : 'told',
    pid: Number(pid),
    time: timeIn(seconds, millis),
    source,
    port,
    origin,
    hosts: Number(hosts),
  };
}
