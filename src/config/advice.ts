import { countPorts } from '../net/ports.ts';
import { honestPorts } from './honest-ports.ts';
import type { Config } from './schema/schema.ts';
import { servedFirst, sightOf } from './served-first.ts';
import { seesHandshakes, unverifiedEnabled, watchedPorts, watchedRanges } from './watched.ts';

/** What a valid config means in ways that may surprise: a sentence each. `run`, `check` and `install` print them. */
export function advice(config: Config): string[] {
  const all = [
    nothingWatched,
    blindSpots,
    idleDecoys,
    unbanned,
    emptyHistory,
    spared,
    hairTrigger,
    honestClients,
  ];
  return all.flatMap(about => about(config));
}

function nothingWatched({ tcp, udp }: Config): string[] {
  const idle = (['tcp', 'udp'] as const).filter(name => countPorts(watchedRanges({ tcp, udp }[name])) === 0);
  if (idle.length === 2) return ['nothing is watched: no ports, or both modes are off'];
  return idle
    .filter(name => ({ tcp, udp })[name].mode !== 'off')
    .map(name => `nothing is watched on ${name}: ${name}.ports is empty`);
}

function blindSpots({ tcp }: Config): string[] {
  if (tcp.mode !== 'connect') return [];
  return ['connect mode sees finished handshakes only, not half-open scans (nmap -sS, masscan, ZMap)'];
}

function idleDecoys({ tcp }: Config): string[] {
  const isIdle = tcp.decoys.trim() !== '' && (tcp.mode === 'connect' || tcp.mode === 'off');
  return isIdle
    ? [`tcp.decoys has no effect in ${tcp.mode} mode: decoys stand beside stealth or advanced mode`]
    : [];
}

function unbanned(config: Config): string[] {
  const watchesUdp = countPorts(watchedRanges(config.udp)) > 0;
  const watchesAny = watchesUdp || countPorts(watchedRanges(config.tcp)) > 0;
  const bansPackets = unverifiedEnabled(config);
  if (watchesAny && !seesHandshakes(config)) return [onlyPackets(bansPackets)];
  if (!watchesUdp || bansPackets) return [];
  return [
    'UDP probes are written but not banned: the source of a datagram can be forged; jails.unverified.enabled true bans them too',
  ];
}

function onlyPackets(bansPackets: boolean): string {
  const head = 'only packets can be seen here, whose source can be forged: the jail portsentry stays empty';
  return bansPackets
    ? `${head}, bans appear in portsentry-unverified`
    : `${head} and nobody is banned; jails.unverified.enabled true bans for packets`;
}

const spared = (config: Config): string[] => servedFirst(sightOf(config));

/** The form has no word for how sure a line is, so that by default it holds what cannot be forged. */
function emptyHistory(config: Config): string[] {
  const { history, historyUnverified } = config.log;
  if (history === '' || historyUnverified || seesHandshakes(config)) return [];
  return [
    `the history ${history} stays empty: it holds finished handshakes only, and none can be seen here; ` +
      'log.historyUnverified true, in a portjail.json, writes packets to it too (their source can be forged), and ' +
      'tcp.decoys brings handshakes',
  ];
}

function hairTrigger(config: Config): string[] {
  const { packet } = config.trigger;
  if (packet >= 4 || !unverifiedEnabled(config)) return [];
  return [`trigger.packet is ${packet}: as few forged packets ban any host that somebody wants banned`];
}

/** Which watched ports would name honest people. */
export function honestClients(config: Config): string[] {
  return (['tcp', 'udp'] as const).flatMap(name => {
    const watched = new Set(watchedPorts(config[name]));
    const tried = [...honestPorts[name]].filter(([port]) => watched.has(port));
    if (tried.length === 0) return [];
    const list = tried.map(([port, use]) => `${port} (${use})`).join(', ');
    return [`watched on ${name} though honest clients try it, who then look like scanners: ${list}`];
  });
}
