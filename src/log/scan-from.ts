import { formatAddress } from '../net/address.ts';
import type { Evidence, Kind, Probe } from '../probe.ts';

/**
 * Portsentry 2's history line (`log.format: portsentry-2`), written and matched from one place. Only ban-grade lines
 * have this form, so its tail is constant: 2.x writes the same line for ignored hosts, and its filter bans them.
 */

/** The words of Portsentry 2 for what a touch looked like; a handshake is `Connect` over TCP and nothing else. */
const types: Readonly<Record<Kind, string>> = {
  connect: 'Connect',
  syn: 'TCP SYN/Normal scan',
  fin: 'TCP FIN scan',
  null: 'TCP NULL scan',
  xmas: 'TCP XMAS scan',
  maimon: 'TCP Maimon scan',
  ack: 'TCP ACK scan',
  frag: 'TCP fragment',
  odd: 'Unknown Type',
  udp: 'UDP',
};

const tail = 'ignored: [false] triggered: [true] noblock: [true] blocked: [false]';

/** The line, without its newline. */
export function formatScanFrom(probe: Probe): string {
  const source = formatAddress(probe.source);
  const time = new Date(probe.time).toISOString().replace('Z', '+0000');
  return (
    `${time} Scan from: [${source}] (${source}) protocol: [${probe.protocol.toUpperCase()}] port: [${probe.port}] ` +
    `type: [${types[probe.kind]}] IP opts: [unknown] ${tail}`
  );
}

/** The date and the blank behind it, for where Fail2ban does not cut it out. */
export const scanFromStampPattern = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000\\s';

/** Fail2ban's `datepattern` for that line; every `%` has to be doubled in a file. */
export const scanFromDatePattern = '^%Y-%m-%dT%H:%M:%S\\.%f%z\\s';

/**
 * Fail2ban's `failregex` for that line and one evidence, from behind the date to the end of the line. Actions get the
 * port and the protocol as `<F-PORT>` and `<F-PROTO>`; a name may be given once, hence the look ahead.
 */
export const scanFromFailRegex = (evidence: Evidence): string =>
  `Scan from: \\[<ADDR>\\] \\([0-9a-f:.]{2,45}\\) ` +
  `protocol: \\[<F-PROTO>${protocols[evidence]}</F-PROTO>\\] port: \\[<F-PORT>\\d{1,5}</F-PORT>\\] ` +
  `type: \\[[A-Za-z/ ]{2,20}\\] ` +
  `IP opts: \\[(?:set|not set|unknown)\\] ${tail.replaceAll('[', '\\[').replaceAll(']', '\\]')}$`;

/** A protocol, where these types come with it. */
const withType = (protocol: string, type: string): string =>
  `${protocol}(?=\\] port: \\[\\d{1,5}\\] type: \\[${type}\\])`;

const packetTypes = Object.values(types).filter(type => type !== types.connect && type !== types.udp);

const protocols: Readonly<Record<Evidence, string>> = {
  handshake: withType('TCP', 'Connect'),
  packet: `(?:${withType('UDP', '(?:Connect|UDP)')}|${withType('TCP', `(?:${packetTypes.join('|')})`)})`,
};
