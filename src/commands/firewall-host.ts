import type { Found } from '../firewall/choose.ts';
import { runProgram, works } from '../jails/program.ts';

/** Looks at the firewalls of this host; changes nothing. */
export function lookAtFirewall(): Found {
  return {
    firewalld: works('firewall-cmd', '--state'),
    ufw: /^Status: active$/m.test(runProgram('ufw', ['status']).out),
    nft: outputOf('nft', '-j', 'list', 'ruleset'),
    iptables: outputOf('iptables-save'),
    ip6tables: outputOf('ip6tables-save'),
  };
}

function outputOf(program: string, ...args: string[]): string | Error {
  const { code, out, err } = runProgram(program, args);
  if (code === 0) return out;
  if (code === 127) return new Error(`${program} is not installed`);
  return new Error(err.split('\n').find(line => line.trim() !== '') ?? `${program} ended with ${code}`);
}
