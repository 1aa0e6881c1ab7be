import { specialUsers } from '../../config/rules/fleet-rules.ts';
import { parseAddress } from '../../net/address.ts';
import type { Filled } from './folder.ts';
import { hubWord } from './hosts-file.ts';

/** Where hosts of the fleet connect to. */
export const serverOf = (dialled: string): string =>
  `tls://${dialled.includes(':') && parseAddress(dialled) !== undefined ? `[${dialled}]` : dialled}:4222`;

/** Names that are listed one by one. */
const fitting = 10;

/** What was done, and what is to be done with it; `again` is the command that did it. */
export function stepsText(folder: string, hub: readonly string[], filled: Filled, again: string): string {
  const [first = ''] = hub;
  const hosts = filled.made.filter(name => name !== hubWord && !specialUsers.includes(name));
  const blocks = [
    doneRows(folder, filled),
    hubRows(folder, first, filled.made.includes(hubWord)),
    ['Then here, once the hub runs:', `  ${again} --streams`],
    ...(hosts.length > 0 ? [hostRows(folder, first, hosts, entryOf(filled))] : []),
  ];
  return blocks.map(rows => `${rows.join('\n')}\n`).join('\n');
}

const doneRows = (folder: string, { made, retired, ending }: Filled): string[] => [
  ...(retired.length > 0 ? [`Put away, not let in by the hub any more: ${listed(retired)}`] : []),
  made.length > 0 ? `Made: ${listed(made)}` : 'Nothing new: certificates and keys are as they were.',
  ...(ending.length > 0 ? [`Ends within 30 days (--renew NAME): ${listed(ending)}`] : []),
  `Keep ${folder} to yourself: who has ca.key can be any host.`,
];

const hubRows = (folder: string, hub: string, isNew: boolean): string[] => [
  isNew ? 'At the hub, behind "apt install nats-server":' : 'At the hub:',
  `  scp -r ${folder}/hub root@${hub}:fleet-hub     # from here`,
  ...(isNew
    ? [
        '  install -d -o nats -g nats -m 0700 /var/lib/nats',
        '  install -D -g nats -m 0640 -t /etc/nats fleet-hub/*.pem fleet-hub/hub.key',
        '  install -D -m 0644 -t /etc/systemd/system/nats-server.service.d fleet-hub/portjail.conf',
      ]
    : []),
  '  install -g nats -m 0640 fleet-hub/nats-server.conf /etc/nats-server.conf',
  // A reload lets nobody in who is new (2.9.10): it makes his account, and no way from there to the streams.
  `  rm -r fleet-hub; systemctl daemon-reload; systemctl restart nats-server`,
];

/** Hosts that are too few for two others to agree. */
const few = 3;

/** What else stands in the entry of a host: a fleet of two or three takes the word of one. */
const entryOf = ({ users }: Filled): string =>
  users.length - specialUsers.length <= few ? ', "hosts": 1' : '';

const hostRows = (folder: string, hub: string, hosts: readonly string[], more: string): string[] => {
  const [host = ''] = hosts;
  return [
    `At each of ${listed(hosts)}, here ${host}:`,
    `  scp -r ${folder}/${host} root@${host}:fleet-${host}     # from here`,
    `  install -D -g portjail-fleet -m 0640 -t /etc/portjail/fleet fleet-${host}/*; rm -r fleet-${host}`,
    '  in /etc/portjail/portjail.json:',
    `    "fleet": { "servers": ["${serverOf(hub)}"], "name": "${host}"${more} }`,
    '  portjail fleet check && systemctl enable --now portjail-fleet',
  ];
};

const listed = (names: readonly string[]): string =>
  names.length <= fitting
    ? names.join(', ') || 'none'
    : `${names.slice(0, fitting).join(', ')} and ${names.length - fitting} more`;
