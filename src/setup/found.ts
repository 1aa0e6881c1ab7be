import { effective, leftOutText } from '../config/effective.ts';
import type { Loaded } from '../config/load.ts';
import { examine, type Outcome } from '../doctor/chain.ts';
import type { Facts } from '../doctor/facts.ts';
import { gatherFacts } from '../doctor/gather/facts.ts';
import { linkText } from '../doctor/report.ts';
import { serverTrouble } from '../fail2ban/server.ts';
import { chooseTools, lookAtFirewalls } from '../firewall/open/choose.ts';
import { countPorts, listOf, parsePortRanges } from '../net/ports.ts';
import { lookHere } from '../sentry/here.ts';
import { whoIsSpared } from './spared.ts';

/** Links that have something to say before anything is installed. */
const told: ReadonlySet<string> = new Set(['host', 'ports', 'people']);

/** What setup finds out about a host, for people; changes nothing. */
export async function foundHere(loaded: Loaded): Promise<string> {
  const facts = await gatherFacts(loaded);
  const rows: [string, string][] = [
    ['config', loaded.file ?? 'none yet: the built-in defaults'],
    ['services', servicesText(facts)],
    ...portRows(loaded),
    ...labelled(
      'firewall',
      chooseTools(lookAtFirewalls()).map(({ why }) => why),
    ),
    ['Fail2ban', fail2banText(facts)],
    ...labelled('protected', await whoIsSpared(loaded)),
  ];
  const lines = rows.map(([name, text]) => `${name.padEnd(12)}${text}\n`).join('');
  const warned = examine(facts, true).filter(one => told.has(one.name) && one.findings.length > 0);
  return `Found here:\n${lines}${warned.map((one: Outcome) => linkText(one)).join('')}\n`;
}

const labelled = (label: string, texts: readonly string[]): [string, string][] =>
  texts.map((text, index) => [index === 0 ? label : '', text]);

function servicesText({ host: { services } }: Facts): string {
  const of = (protocol: 'tcp' | 'udp'): string =>
    listOf(ascending(services.filter(one => one.protocol === protocol).map(({ port }) => port)));
  const [tcp, udp] = [of('tcp'), of('udp')];
  const all = [tcp && `TCP ${tcp}`, udp && `UDP ${udp}`].filter(Boolean);
  return all.length === 0 ? 'none listens to others' : `${all.join('; ')}: in use, and left alone`;
}

const ascending = (ports: readonly number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);

function portRows({ config }: Loaded): [string, string][] {
  const { watched, leftOut } = effective(config, lookHere(config).effect);
  const { mode, ports } = config.udp;
  const tcp = `TCP ${config.tcp.mode}, ${countPorts(parsePortRanges(watched))} free ports: ${watched || 'none'}`;
  const udp = mode === 'off' || mode === 'advanced' ? `UDP ${mode}` : `UDP ${mode}: ${ports}`;
  return [
    ['watches', config.tcp.mode === 'off' ? 'TCP off' : tcp],
    ['', udp],
    ...(leftOut === '' ? [] : [['left out', leftOutText(leftOut)] satisfies [string, string]]),
  ];
}

function fail2banText({ server: { version, state, refused } }: Facts): string {
  if (version === undefined) return serverTrouble['not installed'].what;
  const how = state === 'up' ? 'runs' : serverTrouble[state].what;
  return `${version}, ${how}${refused === undefined ? '' : `; ${refused.words}`}`;
}
