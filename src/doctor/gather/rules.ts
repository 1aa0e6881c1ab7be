import { bansIn, namesExactly } from '../../firewall/ban.ts';
import { forwardsOf } from '../../firewall/containers.ts';
import { readable, readRules } from '../../firewall/read/here.ts';
import { addresses } from '../../firewall/read/ruleset.ts';
import { type Prefix, parsePrefix } from '../../net/address.ts';
import { textOrNone } from '../../util/files/read-file.ts';
import { runProgram } from '../../util/program.ts';
import type { FirewallFacts } from '../facts.ts';

/** Reads the firewall; needs root. */
export function gatherFirewall(): FirewallFacts {
  const said = readRules();
  const rulesets = readable(said);
  const isWhole = said.every(({ rules }) => !(rules instanceof Error));
  const closed = closedRoutes();
  const routes = addresses(() => closed);
  const banned = bansIn(rulesets);
  const ban = ({ address }: Prefix): ReturnType<typeof banned> => {
    if (routes.has(address)) return 'in force';
    const found = banned(address);
    return found === 'absent' && !isWhole ? 'unknown' : found;
  };
  // `ALL: ADDRESS` and `ALL: [ADDRESS]` of hosts_access(5).
  const denied = new Set(textOrNone('/etc/hosts.deny').match(/[0-9a-f.:]{3,45}/g));
  return {
    rulesets,
    known: rulesets.length > 0,
    ban: text => {
      const prefix = parsePrefix(text);
      return prefix === undefined ? 'unknown' : ban(prefix);
    },
    names: text => {
      const prefix = parsePrefix(text);
      return (
        denied.has(text) || (prefix !== undefined && (isIn(closed, prefix) || namesExactly(rulesets, prefix)))
      );
    },
    forwards: [...new Set(rulesets.flatMap(forwardsOf))],
  };
}

const isIn = (list: readonly Prefix[], { address, length }: Prefix): boolean =>
  list.some(one => one.length === length && one.address.join() === address.join());

/** What routes keep somebody out: answers to them go nowhere. */
function closedRoutes(): Prefix[] {
  const texts = ['-4', '-6'].map(family => runProgram('ip', [family, 'route', 'show', 'table', 'all']).out);
  return texts.flatMap(text =>
    [...text.matchAll(/^(?:blackhole|unreachable|prohibit) (\S+)/gm)].flatMap(
      ([, network = '']) => parsePrefix(network) ?? [],
    ),
  );
}
