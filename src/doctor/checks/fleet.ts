import type { FleetStatus } from '../../fleet/status/shape.ts';
import { fleetJail } from '../../jails/pack/names.ts';
import type { Caveat } from '../../status/caveats.ts';
import {
  clockOff as clockOffBy,
  fleetDown as downBy,
  noHub as noHubBy,
  oddHosts as oddHostsBy,
  hubRefuses as refusalBy,
  fleetSilent as silentBy,
  tooFew as tooFewBy,
} from '../../status/fleet/problems.ts';
import type { Facts, FleetFacts } from '../facts.ts';
import { type Check, type Finding, fault, some, warning } from '../finding.ts';

/** The fleet: that its process runs by this config and has a hub, and that what it writes is read. */
export const fleetChecks: readonly Check[] = [
  fleetDown,
  fleetSilent,
  certificate,
  noHub,
  hubRefuses,
  clockOff,
  otherConfig,
  oddHosts,
  tooFew,
  fleetLogUnread,
  otherFleetLog,
];

/** What the process that lives says of itself. */
const living = ({ fleet }: Facts): FleetStatus | undefined =>
  fleet?.found.runs ? fleet.found.status : undefined;

const about = (
  facts: Facts,
  caveat: (status: FleetStatus, now: number) => Caveat | undefined,
  found: (caveat: Caveat) => Finding,
): Finding[] => {
  const status = living(facts);
  const said = status && caveat(status, facts.now);
  return said === undefined ? [] : [found(said)];
};

function fleetDown({ fleet, now }: Facts): Finding[] {
  const down = fleet && downBy(fleet.found, now);
  return down === undefined ? [] : [fault('fleet-down', down.what, down.fix)];
}

function fleetSilent(facts: Facts): Finding[] {
  return about(facts, silentBy, ({ what, fix }) => fault('fleet-silent', what, fix));
}

function certificate({ fleet }: Facts): Finding[] {
  return (fleet?.files ?? []).flatMap(({ verdict, text }) => {
    if (verdict === 'ok') return [];
    return verdict === 'warning'
      ? [warning('fleet-certificate', text, renew)]
      : [fault('fleet-certificate', text, renew)];
  });
}

const renew =
  'do that, or take the folder of this host from where the keys are (docs/fleet.md); then "portjail fleet check"';

function noHub(facts: Facts): Finding[] {
  return about(facts, noHubBy, ({ what, fix }) => fault('fleet-no-hub', what, fix));
}

function hubRefuses(facts: Facts): Finding[] {
  return about(facts, refusalBy, ({ what, fix }) => fault('fleet-hub-refuses', what, fix));
}

function clockOff(facts: Facts): Finding[] {
  const status = living(facts);
  const off = status && clockOffBy(status);
  if (off === undefined) return [];
  return [off.isHarm ? fault('fleet-clock', off.what, off.fix) : warning('fleet-clock', off.what, off.fix)];
}

/** What the process was started with, and the config now says otherwise. */
export function otherConfig(facts: Facts): Finding[] {
  const [status, { fleet }] = [living(facts), facts.config];
  if (status === undefined) return [];
  const others = (['name', 'publish', 'accept', 'hosts'] as const).filter(key => status[key] !== fleet[key]);
  if (others.length === 0) return [];
  const each = others.map(key => `fleet.${key} is ${status[key]} (config: ${fleet[key]})`);
  return [
    warning(
      'fleet-restart-needed',
      `portjail-fleet runs by another config than this one: ${each.join(', ')}`,
      '"portjail install" where fleet.accept was changed, then "systemctl restart portjail-fleet"',
    ),
  ];
}

function oddHosts(facts: Facts): Finding[] {
  return about(facts, oddHostsBy, ({ what, fix }) => warning('fleet-odd-hosts', what, fix));
}

function tooFew(facts: Facts): Finding[] {
  return about(facts, tooFewBy, ({ what, fix }) => warning('fleet-too-few', what, fix));
}

const isOn = ({ jails }: Facts): boolean =>
  jails.some(({ name, configured }) => name === fleetJail && configured);

/** Where the jail is on, Fail2ban has to be able to read what it is to ban by. */
export function fleetLogUnread(facts: Facts): Finding[] {
  const { fleet } = facts;
  if (fleet === undefined || !isOn(facts)) return [];
  const why = whyUnread(fleet);
  return why === undefined
    ? []
    : [
        fault(
          'fleet-log-unread',
          `${fleet.log.path} ${why}: nobody is banned by the word of others`,
          '"portjail install" makes it with the right owner and modes (portjail-fleet, adm, 0640; folder 2750); "namei -l" of it shows them',
        ),
      ];
}

function whyUnread({ log }: FleetFacts): string | undefined {
  if (log.unfit !== undefined) return log.unfit;
  if (log.found === undefined && log.lines !== undefined) return 'is not there';
  return log.serverReads === false ? "may not be read by Fail2ban's server" : undefined;
}

function otherFleetLog({ fleet, jails }: Facts): Finding[] {
  if (fleet === undefined) return [];
  const { names, path } = fleet.log;
  return jails.flatMap(({ name, live, configured }) => {
    const paths = (live ?? configured)?.logPaths;
    if (name !== fleetJail || paths === undefined || paths.some(one => names.includes(one))) return [];
    return [
      fault(
        'fleet-jail-on-other-log',
        `the jail ${fleetJail} reads ${some(paths) || 'no file'}, and portjail-fleet writes ${path}`,
        '"portjail install", then "fail2ban-client reload"; an override in a .local file has to go',
      ),
    ];
  });
}
