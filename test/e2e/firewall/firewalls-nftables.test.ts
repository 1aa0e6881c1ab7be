import { firewallKind } from './firewall-kind.ts';

firewallKind('nftables', [], /bans by nftables\[.*\(nft works here/);
