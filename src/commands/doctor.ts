import { loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { doctor } from '../doctor/doctor.ts';
import { countOf, formatJson, formatText } from '../doctor/report.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE] [--log FILE] [--no-ban] [--json]'],
  about: `Proves the chain from a probe to a ban on this host and names what is wrong, each with its fix. At the end a line for
an address that nobody has (253.194.87.0/24, 2001:db8:d0c::/48) is written to the log: Fail2ban must find it, ban it, the
firewall must hold it, and it must be gone after an unban. Nobody's traffic is touched, and nothing else is changed.`,
  exit: ['no fault was found; warnings alone are none', 'a fault was found', 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  'no-ban': { type: 'boolean', what: 'write no such line: for jails whose actions report bans to others' },
  json: { type: 'boolean', what: '{links, force, faults, warnings} for machines' },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('doctor', { positionals });
  const loaded = loadConfig(sourceOf(values));
  const diagnosis = await doctor(loaded, values['no-ban'] !== true);
  print(values['json'] === true ? formatJson(diagnosis) : formatText(diagnosis));
  return countOf(diagnosis.outcomes, 'fault') > 0 ? 1 : 0;
}
