import { isRecord } from '../config/schema/validated.ts';
import type { ServicePort } from '../detect/watch/port-table.ts';
import { quietTime } from '../detect/watch/quarantine.ts';
import type { ServicePorts } from '../detect/watch/services.ts';
import { formatRanges, parsePortRanges, portsOf, rangesOf } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';
import type { Boot } from '../sys/boot.ts';
import type { Parts } from './format.ts';

/** The parts of the state that say which ports services held, and when each was last held. */
export interface ServicePortParts extends Parts {
  readonly boot: string;
  /** When this was saved: milliseconds since the epoch, and of `Boot.clock`. */
  readonly saved: number;
  readonly clock: number;
  readonly held: readonly Row[];
}

/** Ports that were last held at one moment, such as "22,80,6000-6010". */
interface Row {
  readonly protocol: Protocol;
  /** On loopback. */
  readonly inside: boolean;
  readonly ports: string;
  /** Milliseconds since the epoch. */
  readonly last: number;
}

const protocols = ['tcp', 'udp'] as const;
/** Rows of one protocol at most, those held last: 200 kB. */
export const mostRows = 2_048;
/** All ports of both protocols, on loopback and elsewhere: there are no more. */
const mostPorts = 4 * 65_536;

/** @param now milliseconds since the epoch */
export function servicePortParts(ports: ServicePorts, boot: Boot, now: number): ServicePortParts {
  const rows = protocols.flatMap(protocol => rowsOf(protocol, ports[protocol], now));
  return { boot: boot.id, saved: now, clock: boot.clock, held: rows };
}

function rowsOf(protocol: Protocol, known: readonly ServicePort[], now: number): Row[] {
  const groups = new Map<string, { inside: boolean; last: number; ports: Set<number> }>();
  for (const { port, inside, age } of known) {
    const last = Math.round(now - age);
    const group = groups.get(`${inside} ${last}`) ?? { inside, last, ports: new Set() };
    groups.set(`${inside} ${last}`, group);
    group.ports.add(port);
  }
  return [...groups.values()]
    .sort((a, b) => b.last - a.last)
    .slice(0, mostRows)
    .map(({ inside, last, ports }) => ({
      protocol,
      inside,
      ports: formatRanges(rangesOf([...ports].sort((a, b) => a - b))),
      last,
    }));
}

/** When it was saved (milliseconds since the epoch); 0 where that is not said. */
export const savedAt = (parts: Parts): number => numberOf(parts['saved']);

/**
 * What is still to be left alone. After a start of the machine the ten minutes begin anew for what was held in the ten
 * minutes before the save, since its clock says nothing of the time in between. Within one start the clock that is never
 * set tells how much is over, so that no setting of the other makes an age negative or cuts a rest short.
 */
export function recalledPorts(parts: Parts, boot: Boot): ServicePorts {
  const [saved, clock] = [savedAt(parts), numberOf(parts['clock'])];
  const rows = Array.isArray(parts['held']) ? parts['held'].slice(0, 2 * mostRows) : [];
  const elapsed = parts['boot'] === boot.id && boot.id !== '' ? Math.max(0, boot.clock - clock) : undefined;
  let room = mostPorts;
  const ports = rows.flatMap(row => {
    const found = room > 0 ? portsIn(row, saved, elapsed) : [];
    room -= found.length;
    return found;
  });
  const of = (protocol: Protocol): ServicePort[] => ports.filter(port => port.protocol === protocol);
  return { tcp: of('tcp'), udp: of('udp') };
}

/** A row that makes no sense holds nothing. */
function portsIn(
  row: unknown,
  saved: number,
  elapsed: number | undefined,
): (ServicePort & { readonly protocol: Protocol })[] {
  const { protocol: name, inside, ports: list, last } = isRecord(row) ? row : {};
  const protocol = protocols.find(candidate => candidate === name);
  if (protocol === undefined || !isPortList(list)) return [];
  const then = Math.max(0, saved - numberOf(last));
  const age = elapsed === undefined ? 0 : then + elapsed;
  if (then >= quietTime || age >= quietTime) return [];
  return portsOf(list).map(port => ({ protocol, port, inside: inside === true, age }));
}

/** 0 where it is no number. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

/** Ascending ranges, as we write them: others could name each port a hundred thousand times. */
function isPortList(list: unknown): list is string {
  if (typeof list !== 'string' || !/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(list)) return false;
  let before = 0;
  return parsePortRanges(list).every(([first, last]) => {
    const follows = before < first && first <= last && last <= 65_535;
    before = last;
    return follows;
  });
}
