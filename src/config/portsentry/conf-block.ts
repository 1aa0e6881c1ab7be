import type { Setting } from '../read/draft.ts';
import { shown } from '../read/objection.ts';
import type { Dialect } from './dialect.ts';

/** The options of a portsentry.conf that say what follows a scan; they only mean something together. */
export const blockOptions = [
  'BLOCK_TCP',
  'BLOCK_UDP',
  'KILL_ROUTE',
  'KILL_HOSTS_DENY',
  'KILL_RUN_CMD',
  'KILL_RUN_CMD_FIRST',
] as const;
type BlockOption = (typeof blockOptions)[number];

/** What such an option says and where it stands. */
export type Said = Partial<Readonly<Record<BlockOption, { readonly value: string; readonly place: string }>>>;

interface Blocks {
  readonly settings: Setting[];
  /** Each starts with its place and option; `minor` as in a note. */
  readonly warnings: { readonly text: string; readonly minor: boolean }[];
}

/**
 * What BLOCK_* and KILL_* become: 1 is a ban for good by the portsentry jail with KILL_ROUTE and KILL_HOSTS_DENY beside
 * it, 1 and 2 have Fail2ban run KILL_RUN_CMD. The sentry itself blocks and runs nothing.
 */
export function readBlocks(said: Said, dialect: Dialect): Blocks {
  const blocks: Blocks = { settings: [], warnings: [] };
  const levels = { tcp: levelOf('BLOCK_TCP', said, blocks), udp: levelOf('BLOCK_UDP', said, blocks) };
  if (levels.tcp === 1) banForGood(said, blocks);
  if (levels.udp !== 0) banForPackets(said, blocks);
  readCommand(said, levels, dialect, blocks);
  if (levels.tcp === 1) readBlocking(said, blocks);
  else
    for (const key of ['KILL_ROUTE', 'KILL_HOSTS_DENY'] as const)
      mention(said, key, 'not used, since BLOCK_TCP is not 1: Fail2ban bans as the jails say', blocks);
  return blocks;
}

type Level = 0 | 1 | 2;

function levelOf(key: 'BLOCK_TCP' | 'BLOCK_UDP', said: Said, blocks: Blocks): Level {
  const word = said[key]?.value.trim() ?? '';
  if (word === '1') return 1;
  if (word === '2') return 2;
  if (word !== '0' && word !== '')
    warn(said, key, `expected 0, 1 or 2; found ${shown(said[key]?.value)}; read as 0, only log`, blocks);
  return 0;
}

function banForGood(said: Said, blocks: Blocks): void {
  set(said, 'BLOCK_TCP', '/jails/portsentry/bantime', '-1', blocks);
  set(said, 'BLOCK_TCP', '/jails/portsentry/increment', false, blocks);
  set(said, 'BLOCK_TCP', '/jails/recidive/enabled', false, blocks);
  const remark =
    'becomes a permanent ban by the jail portsentry, for a finished handshake ("fail2ban-client unban ADDRESS" ends it); ' +
    'packets, whose source can be forged, are banned for a time, by portsentry-unverified';
  mention(said, 'BLOCK_TCP', remark, blocks);
}

function banForPackets(said: Said, blocks: Blocks): void {
  set(said, 'BLOCK_UDP', '/jails/unverified/enabled', true, blocks);
  const remark =
    'the source of a datagram can be forged, so nobody is banned for good: becomes the jail portsentry-unverified, which ' +
    'bans for jails.unverified.bantime';
  mention(said, 'BLOCK_UDP', remark, blocks);
}

function readCommand(
  said: Said,
  levels: Readonly<Record<'tcp' | 'udp', Level>>,
  dialect: Dialect,
  blocks: Blocks,
): void {
  const command = said.KILL_RUN_CMD?.value.trim() ?? '';
  const protocols = (['tcp', 'udp'] as const).filter(name => levels[name] !== 0);
  if (command === '') {
    for (const name of protocols.filter(one => levels[one] === 2))
      mention(said, name === 'tcp' ? 'BLOCK_TCP' : 'BLOCK_UDP', 'there is no KILL_RUN_CMD to run', blocks);
    return;
  }
  if (protocols.length === 0) {
    mention(said, 'KILL_RUN_CMD', 'not run, since BLOCK_TCP and BLOCK_UDP are 0', blocks);
    return;
  }
  set(said, 'KILL_RUN_CMD', '/jails/run/command', command, blocks);
  set(said, 'KILL_RUN_CMD', '/jails/run/protocols', protocols, blocks);
  if (said.KILL_RUN_CMD_FIRST?.value.trim() === '1')
    set(said, 'KILL_RUN_CMD_FIRST', '/jails/run/first', true, blocks);
  const mode = dialect === '1.2' && command.includes('$MODE$');
  const words = mode ? '; $MODE$ is connect, stealth or advanced, not tcp, stcp, atcp and so on' : '';
  mention(said, 'KILL_RUN_CMD', `run by Fail2ban's action portjail-run, beside its ban${words}`, blocks);
}

function readBlocking(said: Said, blocks: Blocks): void {
  for (const [key, pointer] of [
    ['KILL_ROUTE', '/jails/run/route'],
    ['KILL_HOSTS_DENY', '/jails/run/hostsDeny'],
  ] as const) {
    const value = said[key]?.value.trim() ?? '';
    if (value === '') continue;
    if (!value.includes('$TARGET$') || /\$(?:PORT|MODE)\$/.test(value)) {
      warn(
        said,
        key,
        'not used: it needs $TARGET$ and nothing else, which is what is known when a ban ends',
        blocks,
      );
      continue;
    }
    set(said, key, pointer, value, blocks);
    if (key === 'KILL_ROUTE') readUnroute(said, value, blocks);
    else mention(said, key, 'written to /etc/hosts.deny by Fail2ban while the ban lasts', blocks);
  }
}

function readUnroute(said: Said, route: string, blocks: Blocks): void {
  const unroute = undoing(route);
  if (unroute !== undefined) set(said, 'KILL_ROUTE', '/jails/run/unroute', unroute, blocks);
  const end =
    unroute === undefined
      ? 'nothing is known to undo it: jails.run.unroute in a portjail.json is the place'
      : `undone by ${shown(unroute)}`;
  mention(
    said,
    'KILL_ROUTE',
    `run by Fail2ban's action portjail-block for each ban, over restarts too; ${end}`,
    blocks,
  );
}

/** The command that takes back what this one adds, for the tools whose words are known; undefined for any other. */
export function undoing(route: string): string | undefined {
  if (/[;&|`<>\n]|\$\(/.test(route)) return undefined;
  for (const [adds, takes] of [
    [/^((?:\S*\/)?ip(?:\s+-[46])?\s+route)\s+(?:add|append|replace)\s/, '$1 del '],
    [/^((?:\S*\/)?route(?:\s+-A\s+\S+|\s+-[46])?)\s+add\s/, '$1 del '],
    [/^((?:\S*\/)?ip6?tables\s(?:.*\s)?)(?:-I|--insert)\s+(\S+)(?:\s+\d+)?(?=\s)/, '$1-D $2'],
    [/^((?:\S*\/)?ip6?tables\s(?:.*\s)?)(?:-A|--append)\s/, '$1-D '],
  ] as const)
    if (adds.test(route)) return route.replace(adds, takes);
  return undefined;
}

function set(said: Said, key: BlockOption, pointer: string, value: unknown, { settings }: Blocks): void {
  settings.push({ pointer, value, place: said[key]?.place ?? '' });
}

/** Says nothing of an option that is not there or empty. */
function say(said: Said, key: BlockOption, remark: string, minor: boolean, { warnings }: Blocks): void {
  const option = said[key];
  if (option === undefined || option.value.trim() === '') return;
  warnings.push({ text: `${option.place}: ${key}: ${remark}`, minor });
}

/** What keeps somebody from being banned as the file has it. */
const warn = (said: Said, key: BlockOption, remark: string, blocks: Blocks): void =>
  say(said, key, remark, false, blocks);

/** What it becomes. */
const mention = (said: Said, key: BlockOption, remark: string, blocks: Blocks): void =>
  say(said, key, remark, true, blocks);
