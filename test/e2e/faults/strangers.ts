import { formatAddress } from '../../../src/net/address.ts';
import type { Watching } from '../hosts/watching.ts';
import { crowdAddress } from '../packets/crowd.ts';

/** A stranger of the crowd (`prepareCrowd`) finishes a handshake with port 23: one line that a jail matches. */
export const touch = ({ hosts: { attacker, host } }: Pick<Watching, 'hosts'>, stranger: number): string =>
  attacker.run([
    process.execPath,
    '-e',
    `require('node:net').connect({ port: 23, host: '${host.ipv4}', localAddress: '${crowdAddress(stranger)}' })
      .on('error', () => {}).on('connect', () => process.exit())`,
  ]);

/** The sources in the log, each as often as it is told. */
export const told = (stage: Pick<Watching, 'entries'>): string[] =>
  stage.entries().flatMap(entry => (entry.verb === 'scan' ? [formatAddress(entry.source)] : []));
