import type { Config } from '../../config/schema/schema.ts';
import { isInFleet } from '../../config/watched.ts';
import { fleetFailRegex, fleetLog } from '../../log/fleet/fleet-line.ts';
import { journalUnit } from '../../log/journal.ts';
import { datePattern, failRegex, prefixFailRegex, stampPattern } from '../../log/line.ts';
import { markedPattern } from '../../log/marked.ts';
import { scanFromDatePattern, scanFromFailRegex, scanFromStampPattern } from '../../log/scan-from.ts';
import { type Host, jailsOf } from './context.ts';
import {
  filterFile,
  fleetFilterFile,
  handshakeJail,
  jailFile,
  logrotateFile,
  prefixActionFile,
  prefixJail,
  recidiveFilterFile,
} from './names.ts';
import { renderRun } from './run.ts';
import { renderTemplate } from './template.ts';

/** The pack: path (see names.ts) to text. */
export type Pack = ReadonlyMap<string, string>;

/** Renders the jail pack; pure, so the same config and host give the same bytes everywhere. */
export function renderPack(config: Config, host?: Host): Pack {
  return new Map([
    [filterFile, renderTemplate('filter.conf', filterOf(config.log.format), 'ini')],
    [
      recidiveFilterFile,
      renderTemplate('filter-recidive.conf', { jail: handshakeJail, marked: markedPattern }, 'ini'),
    ],
    [
      fleetFilterFile,
      renderTemplate('filter-fleet.conf', { line: fleetFailRegex(), date: datePattern }, 'ini'),
    ],
    [prefixActionFile, renderTemplate('action-prefix.conf', { jail: prefixJail }, 'ini')],
    ...renderRun(config),
    [jailFile, renderTemplate('jail.conf', { jails: jailsOf(config, host) }, 'ini')],
    ...rotationOf(config),
  ]);
}

/** Each log with the unit that writes it; the fleet's where there is one. */
function rotationOf(config: Config): [string, string][] {
  const { target, file } = config.log;
  const logs = [
    ...(target === 'journal' ? [] : [{ log: file, unit: 'portjail.service' }]),
    ...(isInFleet(config) ? [{ log: fleetLog, unit: 'portjail-fleet.service' }] : []),
  ];
  return logs.length === 0 ? [] : [[logrotateFile, renderTemplate('logrotate', { logs }, 'plain')]];
}

/** Portsentry 2's form names no networks: the config refuses that jail with it. */
const filterOf = (format: Config['log']['format']): object => ({
  prefix: prefixFailRegex(),
  ...(format === 'portsentry-2'
    ? {
        handshake: scanFromFailRegex('handshake'),
        packet: scanFromFailRegex('packet'),
        date: scanFromDatePattern,
        journal: scanFromStampPattern,
        unit: journalUnit,
      }
    : {
        handshake: failRegex('handshake'),
        packet: failRegex('packet'),
        date: datePattern,
        journal: stampPattern,
        unit: journalUnit,
      }),
});
