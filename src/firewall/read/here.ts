import { runProgram, whyFailed, works } from '../../util/program.ts';
import type { Found } from '../open/choose.ts';

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
  const ran = runProgram(program, args);
  return ran.code === 0 ? ran.out : new Error(whyFailed(program, ran));
}
