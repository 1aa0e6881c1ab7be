import { firewallKind } from './firewall-kind.ts';

firewallKind(
  'iptables-ipset',
  ['nft'],
  /bans by iptables-ipset\[.*\(ipset and iptables work here, and nft does not/,
);
