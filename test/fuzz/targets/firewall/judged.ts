import assert from 'node:assert/strict';
import { bansIn, isLate, namesExactly } from '../../../../src/firewall/ban.ts';
import { closedOfNft, placeBehindBans } from '../../../../src/firewall/closed.ts';
import { forwardsOf, sendsOn } from '../../../../src/firewall/containers.ts';
import { fateOf } from '../../../../src/firewall/fate.ts';
import type { Ruleset } from '../../../../src/firewall/read/ruleset.ts';
import { redirectedBy } from '../../../../src/firewall/redirected.ts';
import { redirectionsOf } from '../../../../src/firewall/redirections.ts';
import { parsePrefix } from '../../../../src/net/address.ts';

const hosts = ['203.0.113.7', '2001:db8::7'].flatMap(text => parsePrefix(text) ?? []);

/** Asks rules all that is ever asked of them: what they hold is read when somebody asks. */
export function judge(rules: Ruleset): void {
  const bans = bansIn([rules]);
  for (const host of hosts) {
    const source = host.address;
    fateOf([rules], { source, protocol: 'tcp', port: 22, device: 'eth0' }, ['input']);
    bans(source);
    isLate([rules], { source, protocol: 'udp', port: undefined });
    namesExactly([rules], host);
  }
  const { matches, landings, unclear } = redirectionsOf(rules);
  const redirected = redirectedBy(matches, unclear, landings);
  for (const host of hosts) redirected.has('tcp', host.address, 8080);
  assert.ok(placeBehindBans(rules) > 0);
  sendsOn(rules);
  forwardsOf(rules);
  // They go into a shell.
  for (const { table, name } of closedOfNft(rules)) assert.match(`${table} ${name}`, /^[\w./-]+ [\w./-]+$/);
}
