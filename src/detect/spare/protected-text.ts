import type { Protected } from './protector.ts';

/** One host, several: the words that tell who is protected and why. */
const words = {
  gateways: ['gateway', 'gateways'],
  resolvers: ['resolver', 'resolvers'],
  ssh: ['SSH session', 'SSH sessions'],
  fail2ban: ["entry of Fail2ban's ignoreip", "entries of Fail2ban's ignoreip"],
  time: ['time server', 'time servers'],
  dhcp: ['DHCP server', 'DHCP servers'],
  metadata: ['metadata address', 'metadata addresses'],
} as const;

/** How many hosts are protected and why, in one line. */
export function protectedText(
  { own, protectedHosts, spared }: Omit<Protected, 'attached'>,
  ownIsOn: boolean,
): string {
  const parts = [...protectedHosts.lists].map(([name, { length }]) => counted(length, words[name]));
  const all = [ownIsOn ? counted(own.list.length, ['own address', 'own addresses']) : '', ...parts];
  const shown = all.filter(part => part !== '').join(', ') || 'no host';
  return `protected: ${shown}${spared.isConnected === undefined ? '' : '; from packet evidence also who is connected or was served lately'}`;
}

const counted = (count: number, [one, more]: readonly [string, string]): string =>
  count === 0 ? '' : `${count} ${count === 1 ? one : more}`;
