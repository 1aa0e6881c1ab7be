import { firewallKind } from './firewall-kind.ts';

firewallKind(
  'iptables',
  ['nft', 'ipset'],
  /bans by iptables\[.*\(iptables works here, and neither nft nor ipset does/,
);
