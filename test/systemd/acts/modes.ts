import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import type { BootedStage } from '../stage.ts';
import { edit, shown, unedit } from './shown.ts';

interface Mode {
  readonly config: Readonly<Record<string, unknown>>;
  /** More of the unit's file. */
  readonly unit?: readonly string[];
  /** How the line of a touch of port 23 begins, behind its source. */
  readonly evidence: string;
}

const packets = { trigger: { packet: 1 } };
const stealth = { mode: 'stealth', ports: '23,2323' };
/** Nobody deletes a file for it: the unit cannot see it. */
const noKoffi = ['[Service]', 'NotifyAccess=all', 'InaccessiblePaths=/usr/local/lib/portjail/node_modules'];

const modes: Readonly<Record<string, Mode>> = {
  'connect by one socket': { config: {}, evidence: 'handshake kind=connect' },
  'connect by a socket each': {
    config: {},
    unit: ['[Service]', 'SystemCallFilter=~bpf'],
    evidence: 'handshake kind=connect',
  },
  stealth: { config: { ...packets, tcp: stealth, udp: { mode: 'off' } }, evidence: 'packet kind=syn' },
  'advanced with decoys': {
    config: { ...packets, tcp: { mode: 'advanced', decoys: '2323' }, udp: { mode: 'advanced' } },
    evidence: 'packet kind=syn',
  },
  'stealth without koffi': {
    config: { ...packets, tcp: stealth, udp: { mode: 'off' } },
    unit: noKoffi,
    evidence: 'packet kind=syn',
  },
};

/** What a unit without any of this is: a root with every right, until it becomes its user. */
const bare = [
  '[Service]',
  'CapabilityBoundingSet=~',
  ...['SystemCallFilter=', 'SystemCallArchitectures=', 'RestrictAddressFamilies=', 'RestrictNamespaces=no'],
  ...['NoNewPrivileges', 'PrivateTmp', 'PrivateDevices', 'ProtectClock', 'ProtectHostname'].map(off),
  ...['ProtectKernelLogs', 'ProtectKernelModules', 'ProtectKernelTunables', 'ProtectControlGroups'].map(off),
  ...['ProtectSystem', 'ProtectHome', 'RestrictRealtime', 'RestrictSUIDSGID', 'LockPersonality'].map(off),
  ...['ProtectProc=default', 'MemoryMax=infinity'],
];
function off(name: string): string {
  return `${name}=no`;
}

/** Words that Fail2ban, the firewall and a service have for the sentry: some of them for root alone to read. */
const surroundings = `
  printf '[DEFAULT]\\nignoreip = 198.51.100.7\\n' >/etc/fail2ban/jail.local; chmod 600 /etc/fail2ban/jail.local
  nft 'add table ip nat { chain pre { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 192.0.2.1; }; }'`;

/** In every mode the unit sees, spares and says the same as one with every right. */
export async function everyModeWorks(stage: BootedStage): Promise<void> {
  stage.host.sh(surroundings);
  edit(stage, 'impatient', '[Unit]', 'StartLimitIntervalSec=0');
  const mayBecome = stage.host.sh('node -e "process.seteuid(0)" && echo yes', 'any').includes('yes');
  for (const [name, { config, unit = [], evidence }] of Object.entries(modes)) {
    // Without koffi a Node.js that can become nobody, as that of Debian 13, ends the sentry with one sentence.
    if (unit === noKoffi && !mayBecome) continue;
    stage.host.write('/etc/portjail/portjail.json', JSON.stringify(config));
    edit(stage, 'mode', ...unit);
    const told = await toldOf(stage);
    assert.match(told, /198\.51\.100\.7/, `${name}: whom Fail2ban ignores is known`);
    await names(stage, evidence);
    edit(stage, 'all', ...bare);
    assert.equal(told, await toldOf(stage), `${name}: as with every right`);
    unedit(stage, 'all');
  }
  unedit(stage, 'mode');
}

/** What it says when it starts and remembers nothing, its status and the doctor's view, without what is another each time. */
async function toldOf(stage: BootedStage): Promise<string> {
  const { host } = stage;
  host.run(['systemctl', 'stop', 'portjail']);
  host.run(['rm', '-rf', '/var/lib/portjail']);
  host.run(['systemctl', 'start', 'portjail']);
  const status = host.sh('portjail status; portjail doctor --no-ban', 'any');
  return `${stage.said()}\n${shown(stage, 'StatusText')}\n${status}`.replaceAll(
    /since .*|inode \d+|(?<=\b(?:pid|process) )\d+/g,
    '',
  );
}

async function names(stage: BootedStage, evidence: string): Promise<void> {
  const { attacker, host } = stage.hosts;
  const before = stage.lines().length;
  const line = ` scan src=${attacker.ipv4} evidence=${evidence} proto=tcp dport=23 `;
  await until(
    () => {
      attacker.run(['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', host.ipv4]);
      return stage
        .lines()
        .slice(before)
        .some(text => text.includes(line));
    },
    () => `${line} in\n${stage.lines().join('\n')}\n${stage.said()}`,
  );
}
