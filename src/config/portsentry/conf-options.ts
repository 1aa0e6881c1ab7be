import { shown } from '../read/objection.ts';
import { blockOptions } from './conf-block.ts';
import { readConfPorts } from './conf-ports.ts';
import type { Dialect } from './dialect.ts';

/** What an option of a portsentry.conf becomes. */
interface Translation {
  /** JSON pointer and value, as many as the option sets. */
  readonly set: readonly (readonly [pointer: string, value: unknown])[];
  /** What keeps the sentry from seeing, writing or having banned what the option asks for. */
  readonly remarks: readonly string[];
  /** What else is not as the peer has it. */
  readonly minor?: readonly string[];
}

type Translate = (value: string, dialect: Dialect) => Translation;

const ports =
  (pointer: string): Translate =>
  (value, dialect) => {
    const { list, ...said } = readConfPorts(value, dialect, pointer === '/tcp/ports');
    return { set: [[pointer, list]], ...said };
  };

const below =
  (pointer: string): Translate =>
  value => {
    const number = Number(value.trim());
    if (/^\s*\d+\s*$/.test(value) && number >= 2 && number <= 65_536)
      return { set: [[pointer, number]], remarks: [] };
    return { set: [], remarks: [`expected a number from 2 to 65536; found ${shown(value)}; 1024 serves`] };
  };

const says =
  (remark: string): Translate =>
  () => ({ set: [], remarks: [], minor: [remark] });

/** Read together with the others of its kind, in conf-block.ts. */
const together: Translate = () => ({ set: [], remarks: [] });

/** One forged packet must not ban, whatever the file says: see design 5. */
const fewestForPackets = 4;
const most = 1000;

const scanTrigger: Translate = value => {
  const [text = ''] = /^\s*\d{1,9}\s*$/.exec(value) ?? [];
  const handshake = Math.min(most, Math.max(1, Number(text)));
  const packet = Math.max(fewestForPackets, handshake);
  const read = text === '' ? `expected a number; found ${shown(value)}; read as 0; ` : '';
  const remark =
    `${read}becomes ${handshake} distinct port${handshake === 1 ? '' : 's'} with a finished handshake, or ${packet} with packets ` +
    `(whose source can be forged: one packet must not ban), within trigger.window; Portsentry counts packets for ever`;
  return {
    set: [
      ['/trigger/handshake', handshake],
      ['/trigger/packet', packet],
    ],
    ...(text === '' ? { remarks: [remark] } : { remarks: [], minor: [remark] }),
  };
};

const banner: Translate = (value, dialect) => ({
  set: [['/banner', value]],
  remarks: [],
  minor:
    dialect === '1.2'
      ? ['sent on TCP only, udp.banner stays off: an answer to a forged datagram goes to a bystander']
      : [],
});

/** Every option of both dialects. */
export const confOptions: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['TCP_PORTS', ports('/tcp/ports')],
  ['UDP_PORTS', ports('/udp/ports')],
  ['ADVANCED_PORTS_TCP', below('/tcp/below')],
  ['ADVANCED_PORTS_UDP', below('/udp/below')],
  ['ADVANCED_EXCLUDE_TCP', ports('/tcp/exclude')],
  ['ADVANCED_EXCLUDE_UDP', ports('/udp/exclude')],
  ['IGNORE_FILE', value => ({ set: [['/ignore/files', value === '' ? [] : [value]]], remarks: [] })],
  ['HISTORY_FILE', value => ({ set: [['/log/history', value]], remarks: [] })],
  ['BLOCKED_FILE', says('no effect: Fail2ban remembers who is banned, and for how long')],
  ['RESOLVE_HOST', says('no effect: portjail looks up no name: a scanner could choose it')],
  ...blockOptions.map(key => [key, together] as const),
  ['SCAN_TRIGGER', scanTrigger],
  ['PORT_BANNER', banner],
]);
