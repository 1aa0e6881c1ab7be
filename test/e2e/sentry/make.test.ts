import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import { address, freshHost, type PrivateHost, program } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';

const checkout = fileURLToPath(new URL('../../../..', import.meta.url));
const conf = '/etc/portsentry/portsentry.conf';
const json = '/etc/portjail/portjail.json';
/** One that no host has by itself. */
const port = 54_329;

const make = (host: PrivateHost, what: string) => host.sh(`make -s -C ${checkout} ${what}`);
const must = (host: PrivateHost, script: string): string => {
  const { code, out, err } = host.sh(script);
  assert.equal(code, 0, out + err);
  return out + err;
};

e2e('make and import: a portsentry.conf that is there is read, and carried over', async t => {
  const host = await freshHost();
  must(
    host,
    `: > /var/log/auth.log; mkdir -p /etc/portjail /etc/portsentry
    printf 'TCP_PORTS="${port}"\\nUDP_PORTS=""\\n' > ${conf}`,
  );

  await t.test('make install writes no config before it, and one where there is none', () => {
    must(host, `mkdir -p /run/with && cp --parents ${conf} /run/with`);
    const said = make(host, 'install DESTDIR=/run/with').out;
    assert.match(said, /portjail reads \/etc\/portsentry\/portsentry\.conf.*portjail import/s);
    assert.notEqual(host.sh(`test -e /run/with${json}`).code, 0);
    make(host, 'install DESTDIR=/run/without');
    assert.match(must(host, `stat -c %a /run/without${json}`), /^644$/m);
  });

  await t.test('make run and make install-jails take the same config', async () => {
    const sentry = host.start('make', ['-s', '-C', checkout, 'run']);
    const config = (): string => host.sh(`grep -o '"config":"[^"]*"' /run/portjail/status.json`).out;
    await until(() => config() !== '', 'the sentry');
    assert.equal(config(), `"config":"${conf}"\n`);
    assert.match(make(host, 'install-jails DRYRUN=1').err, new RegExp(`config: ${conf}$`, 'm'));
    // Made for trying: what this host does to itself is shown.
    must(host, `nmap -sT -Pn -n -p ${port} localhost ${address.host}`);
    const log = (): string => host.sh('cat /var/log/portjail/portsentry.log').out;
    for (const source of ['127.0.0.1', address.host])
      await until(() => log().includes(`: seen src=${source} `), `a line on ${source}`);
    assert.doesNotMatch(log(), /: scan /);
    sentry.kill();
  });

  await t.test('an empty portjail.json before it is said, and import writes over it alone', () => {
    must(host, `cp /run/without${json} ${json}`);
    const shadow = /portjail\.json: says nothing, and goes before .*portsentry\.conf, which is not read/;
    assert.match(must(host, `${program} check`), shadow);
    must(host, `${program} import /etc/portsentry -o ${json}`);
    const checked = must(host, `${program} check`);
    assert.doesNotMatch(checked, shadow);
    assert.match(checked, new RegExp(`${port}`));
    assert.match(host.sh(`${program} import /etc/portsentry -o ${json}`).err, /exists already and is left/);
  });

  await t.test('a Portsentry that still runs is said, with the way to stop it', async () => {
    const warning = /Portsentry runs here \(process \d+\).*"systemctl disable --now portsentry"/;
    assert.doesNotMatch(must(host, `${program} import /etc/portsentry`), warning);
    must(host, 'cp "$(command -v sleep)" /run/portsentry');
    host.start('/run/portsentry', ['1000']);
    await until(() => warning.test(must(host, `${program} import /etc/portsentry`)), 'the warning');
    assert.match(must(host, `${program} install --dry-run`), warning);
  });
});
