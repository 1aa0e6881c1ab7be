import { loadConfig } from '../config/load.ts';
import { configOptions, configUsage, sourceOf } from '../config/options.ts';
import { doctor } from '../doctor/doctor.ts';
import { countOf, formatJson, formatText } from '../doctor/report.ts';
import { print } from '../util/print.ts';
import { type Arguments, refuseOperands } from './command.ts';

export const usage = `portjail doctor [-c FILE] [--log FILE] [--no-ban] [--json]

Proves the chain from a probe to a ban on this host and names what is wrong, each with its fix. At the end a line for
an address that nobody has (253.194.87.0/24, 2001:db8:d0c::/48) is written to the log: Fail2ban must find it, ban it, the
firewall must hold it, and it must be gone after an unban. Nobody's traffic is touched, and nothing else is changed.
Exit code 1 when a fault was found; warnings alone are 0.

${configUsage}      --no-ban         write no such line: for jails whose actions report bans to others
      --json           {links, force, faults, warnings} for machines
`;

export const options = {
  ...configOptions,
  'no-ban': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('doctor', { positionals });
  const loaded = loadConfig(sourceOf(values));
  const diagnosis = await doctor(loaded, values['no-ban'] !== true);
  print(values['json'] === true ? formatJson(diagnosis) : formatText(diagnosis));
  return countOf(diagnosis.outcomes, 'fault') > 0 ? 1 : 0;
}
