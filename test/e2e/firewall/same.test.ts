import assert from 'node:assert/strict';
import { cli } from '../../support/built.ts';
import { isLong } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { type PrivateHost, program, sentryRuns } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { lacking, must } from './firewalls.ts';
import { hostOf, type Kind, kinds } from './same-hosts.ts';

const config = JSON.stringify({
  tcp: { mode: 'stealth', decoys: '2323' },
  udp: { mode: 'off' },
  jails: { recidive: { enabled: false } },
});
/** Whom Fail2ban is told to ban. */
const banned = '198.51.100.77';

/** One host, asked with sbin in the PATH and without it. */
function asking(host: PrivateHost, tools: string) {
  const bare = `${tools}:/usr/local/bin:/usr/bin:/bin`;
  const paths = { bare, full: `/usr/local/sbin:/usr/sbin:/sbin:${bare}` };
  const ask = async (command: string, path: keyof typeof paths): Promise<string> => {
    const { code, out, err } = await host.ask(
      `export PATH=${paths[path]}; unset SSH_CLIENT SSH_CONNECTION; exec ${program} ${command}`,
    );
    return `${out}${err.replace(/^/gm, '! ')}\nexit code ${code}`;
  };
  /** What is said, the same with either PATH; `of` takes out what is not to be compared. */
  const both = async (command: string, of: (said: string) => string = said => said): Promise<string> => {
    const [one, other] = [await ask(command, 'bare'), await ask(command, 'full')];
    assert.equal(of(one), of(other), `${command}, without sbin in the PATH and with it`);
    return one;
  };
  return { ask, both, full: paths.full };
}

const bansBy = (said: string): string => /^bans by (.*)$/m.exec(said)?.[1] ?? said;
const jsonOf = (said: string) => JSON.parse(said.slice(0, said.lastIndexOf('}') + 1));

interface Finding {
  readonly name: string;
  readonly level: string;
}
interface Link {
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** What the doctor finds, as "name" of a fault and "name?" of a warning, and what it says of one link. */
function found(said: string) {
  const links: Link[] = jsonOf(said).links;
  const names = links.flatMap(({ findings }) =>
    findings.map(({ name, level }) => (level === 'fault' ? name : `${name}?`)),
  );
  return {
    names: [...new Set(names)].sort().join(' '),
    textOf: (link: string): string => links.find(({ name }) => name === link)?.text ?? '',
  };
}

async function startSentry(host: PrivateHost): Promise<void> {
  host.start(process.execPath, [cli, 'run']);
  await until(() => sentryRuns(host), 'the sentry');
}

/** The commands, in the order in which an admin calls them. */
async function sayTheSame(kind: Kind): Promise<void> {
  const { host, tools } = await hostOf(kind);
  const { ask, both, full } = asking(host, tools);
  must(host, `mkdir -p /etc/portjail; echo '${config}' > /etc/portjail/portjail.json`);

  const installed = await ask('install', 'bare');
  assert.match(installed, /exit code 0$/);
  assert.match(bansBy(installed), kind.bans);
  assert.match(installed, /^trial ban: .*found, banned, in force, unbanned and gone/m);
  assert.equal(bansBy(await ask('install --dry-run', 'full')), bansBy(installed), 'install with sbin');
  await startSentry(host);

  const script = await both('firewall');
  const named = [...script.matchAll(/^# (nft|iptables|ufw|firewalld): (.*)\.$/gm)];
  assert.equal(named.map(([, tool]) => tool).join(' '), kind.tools, script);
  const closed = named.some(
    ([, , why = '']) => /turns packets away|is active|runs here/.test(why) && !/no firewall/.test(why),
  );
  assert.equal(closed, kind.closed, script);
  const before = found(await ask('doctor --no-ban --json', 'bare'));
  const expected = [kind.closed ? 'ports-closed' : undefined, kind.finds].filter(one => one !== undefined);
  assert.equal(before.names, expected.join(' '), 'the doctor, before the ports are open');
  if (kind.closed) must(host, `export PATH=${full}; ${program} firewall | sh`);

  must(host, `fail2ban-client set portsentry banip ${banned}`);
  const said = await ask('doctor --json', 'full');
  const after = found(said);
  assert.equal(after.names, kind.finds ?? '', said);
  assert.match(after.textOf('firewall'), new RegExp(`^bans by ${kind.action}; 1 listed, 1 in force$`));
  assert.match(after.textOf('ban'), /found, banned, in force, unbanned and gone/);

  const status = await both('status --json', text => JSON.stringify({ ...standing(text) }));
  assert.deepEqual(standing(status).banned, [banned]);
  const { warnings }: { warnings: string[] } = jsonOf(await both('check --json'));
  const blind = (list: readonly string[]): boolean =>
    list.some(one => one.includes('the firewall redirects'));
  assert.deepEqual(
    [blind(warnings), blind(standing(status).warnings)],
    [kind.blind === true, kind.blind === true],
  );
}

/** What `status` says that lasts. */
function standing(said: string): { problems: string[]; warnings: string[]; banned: string[] } {
  const { problems, warnings, jails } = jsonOf(said);
  return {
    problems,
    warnings,
    banned: jails.flatMap(({ banned: list = [] }: { banned?: string[] }) => list),
  };
}

/** Those of `make test`, which differ most; all of them take seven minutes. */
const inShort = ['nft', 'iptables-legacy without nft', 'ufw', 'containers', 'a rich jail.local'];

e2e(
  'install, doctor, firewall, status and check say the same of one host, with sbin in the PATH and without it',
  async t => {
    const tests = Object.entries(kinds)
      .filter(([name]) => isLong || inShort.includes(name))
      .map(([name, kind]) => t.test(name, { skip: kind.lacking ?? false }, () => sayTheSame(kind)));
    await Promise.all(tests);
  },
  lacking,
  2,
);

e2e('install, run, doctor and status refuse a log that is a link, and say that it is one', async () => {
  const { host, tools } = await hostOf({});
  const { ask, both } = asking(host, tools);
  must(
    host,
    `mkdir -p /etc/portjail /var/log/portjail; echo '${config}' > /etc/portjail/portjail.json
    : > /var/log/elsewhere.log; ln -s /var/log/elsewhere.log /var/log/portjail/portsentry.log`,
  );
  for (const command of ['install', 'run', 'status']) {
    const said = await both(command);
    assert.match(said, /\/var\/log\/portjail\/portsentry\.log is a (?:soft |symbolic )?link/, command);
    assert.match(said, /exit code 1$/, command);
  }
  assert.match(found(await ask('doctor --no-ban --json', 'bare')).names, /\blog-no-file\b/);
});
