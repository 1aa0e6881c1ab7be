import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { PrivateHost } from '../hosts/private-host.ts';
import { noFirewalld, startFirewalld } from './firewalld.ts';
import { hostWithout, must, type Tool } from './firewalls.ts';

/** A host, and what every command is to say of it. */
export interface Kind {
  readonly hidden?: readonly Tool[];
  readonly container?: boolean;
  /** Makes it what it is; may return a folder for the PATH. */
  readonly prepare?: (host: PrivateHost) => unknown;
  /** The action that bans, and why, as `install` says it; its name, as the doctor does. */
  readonly bans: RegExp;
  readonly action: string;
  /** The firewalls to open, as `firewall` names them, and whether they turn packets away. */
  readonly tools: string;
  readonly closed: boolean;
  /** Whether its rules cannot be read. */
  readonly blind?: true;
  /** What the doctor has to say once the ports are open. */
  readonly finds?: string;
  readonly lacking?: string | undefined;
}

const nft = { bans: /^nftables\[.* \(nft works here\)$/, action: 'nftables' };
const open = { tools: 'nft', closed: false };

/** Turns away what is not let in; a rule for loopback, as everywhere. */
const nftRules = `nft 'table inet mine { chain arriving { type filter hook input priority 0; policy drop;
  iifname "lo" accept; meta l4proto ipv6-icmp accept; ct state established,related accept; tcp dport 22 accept; }; }'`;
const iptables = (suffix = ''): string =>
  ['iptables', 'ip6tables']
    .map(name => `${name}${suffix}`)
    .map(
      name =>
        `${name} -A INPUT -i lo -j ACCEPT; ${name} -A INPUT -p tcp --dport 22 -j ACCEPT; ${name} -P INPUT DROP`,
    )
    .join('; ');
const shell = (script: string) => (host: PrivateHost) => {
  must(host, `set -e; ${script}`);
};

const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
after(() => rmSync(folder, { recursive: true }));

const jailLocal = `[DEFAULT]
banaction_allports = iptables-allports[blocktype=DROP]
ignoreip = 127.0.0.1/8 ::1 198.51.100.0/29
bantime = 2h
[sshd]
enabled = true
[nginx-http-auth]
enabled = true
logpath = /var/log/nginx.log
[postfix]
enabled = true
backend = auto
logpath = /var/log/mail.log
`;

export const kinds: Readonly<Record<string, Kind>> = {
  'no rules': { ...nft, ...open },
  nft: { ...nft, prepare: shell(nftRules), tools: 'nft', closed: true },
  'iptables-nft': { ...nft, prepare: shell(iptables()), tools: 'iptables', closed: true },
  'iptables-legacy': { ...nft, prepare: shell(iptables('-legacy')), tools: 'iptables', closed: true },
  'nft and iptables-legacy': {
    ...nft,
    prepare: shell(`${nftRules}; ${iptables('-legacy')}`),
    tools: 'nft iptables',
    closed: true,
  },
  'iptables-legacy without nft': {
    hidden: ['nft', 'ipset'],
    prepare: shell(iptables('-legacy')),
    bans: /^iptables\[.* \(iptables works here, and neither nft nor ipset does\)$/,
    action: 'iptables',
    tools: 'iptables',
    closed: true,
    // nft is there, and fails.
    blind: true,
    finds: 'rules-unread?',
  },
  ufw: { ...nft, prepare: shell('ufw allow 22/tcp && ufw --force enable'), tools: 'ufw', closed: true },
  firewalld: {
    ...nft,
    prepare: host => startFirewalld(host, folder),
    tools: 'firewalld',
    closed: true,
    lacking: noFirewalld,
  },
  containers: {
    container: true,
    bans: /^nftables\[.*prerouting.* \(nft works here; forwarded traffic too, since there is a rule that .*\)$/,
    action: 'nftables',
    ...open,
  },
  routes: {
    hidden: ['nft', 'ipset', 'iptables'],
    bans: /^route\[.* \(neither nft nor iptables works here: blackhole routes\)$/,
    action: 'route',
    ...open,
    blind: true,
    finds: 'rules-unread?',
  },
  nothing: {
    hidden: ['nft', 'ipset', 'iptables'],
    prepare: shell('mount --bind /bin/false $(readlink -f $(command -v ip))'),
    bans: /^hostsdeny\[.* \(neither nft, iptables nor ip works here\)$/,
    action: 'hostsdeny',
    ...open,
    blind: true,
    finds: 'rules-unread?',
  },
  "its log's folder is a link": {
    ...nft,
    prepare: shell('mkdir /var/elsewhere; ln -s /var/elsewhere /var/log/portjail'),
    ...open,
  },
  'IPv6 only': { ...nft, prepare: shell('ip -4 addr flush dev v0'), ...open },
  'a rich jail.local': {
    prepare: host =>
      must(
        host,
        `cat > /etc/fail2ban/jail.local <<'END'\n${jailLocal}END\n: > /var/log/nginx.log; : > /var/log/mail.log`,
      ),
    bans: /^\[DEFAULT\] banaction_allports \(the choice of the admin here\)$/,
    action: 'iptables-allports',
    ...open,
  },
};

export async function hostOf({ hidden = [], container = false, prepare }: Partial<Kind>) {
  const host = await hostWithout(hidden, container);
  const folderOfTools = await prepare?.(host);
  return { host, tools: typeof folderOfTools === 'string' ? folderOfTools : '/nonexistent' };
}
