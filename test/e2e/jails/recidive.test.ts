import assert from 'node:assert/strict';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, restartServer, scan, startServer } from './jails.ts';

/** Seconds; the second ban takes twice as long, the third four times. */
const firstBan = 4;
const stockRecidive = '/etc/fail2ban/jail.d/stock.conf';

const timesSaid = (host: PrivateHost, words: string): number => fail2banLog(host).split(words).length - 1;
const bannedIn = (host: PrivateHost, jail: string): string =>
  host.sh(`fail2ban-client get ${jail} banip --with-time`).out;

/** Whether Fail2ban has said how long the `nth` ban of a source is (seconds): a time of the clock, whenever it is read. */
const grewTo = (host: PrivateHost, source: string, nth: number, seconds: number): boolean =>
  fail2banLog(host).includes(`[portsentry] Increase Ban ${source} (${nth} # ${seconds}s -> `);

/** Scans, and waits for the ban that follows from it: the `nth` of this source. */
async function offend(host: PrivateHost, source: string, nth: number): Promise<void> {
  scan(host, source);
  const said = (): boolean => timesSaid(host, `NOTICE  [portsentry] Ban ${source}\n`) === nth;
  assert.ok(await soon(said), `ban ${nth} of ${source}:\n${fail2banLog(host)}`);
}

async function offendAndWait(host: PrivateHost, source: string, nth: number): Promise<void> {
  await offend(host, source, nth);
  const free = (): boolean => timesSaid(host, `[portsentry] Unban ${source}\n`) === nth;
  assert.ok(await soon(free), `unban ${nth} of ${source}`);
}

async function restart(host: PrivateHost): Promise<void> {
  await restartServer(host);
  assert.ok(await soon(() => host.sh('fail2ban-client status portsentry-recidive').code === 0));
}

e2e('recidive: the third ban of one scanner is followed by the long one', async t => {
  const host = await freshHost();
  const config = { jails: { portsentry: { bantime: `${firstBan}s` } } };
  // Shorter than any ban that counts: Fail2ban keeps running bans whatever it says.
  host.sh(`: > /var/log/auth.log; echo '${JSON.stringify(config)}' > /run/portjail.json
    printf '[Definition]\\ndbpurgeage = 60\\n' > /etc/fail2ban/fail2ban.local`);
  await startServer(host);
  const { code, out, err } = host.sh(`${program} install --no-ban -c /run/portjail.json`);
  assert.equal(code, 0, err);
  assert.match(out, /^portsentry-recidive +on .*reads \/var\/log\/fail2ban\.log$/m);
  const { peer, peer6 } = address;

  await t.test('after two bans only the ladder has grown', async () => {
    for (const nth of [1, 2])
      await Promise.all([offendAndWait(host, peer, nth), offendAndWait(host, peer6, nth)]);
    assert.doesNotMatch(fail2banLog(host), /\[portsentry-recidive\] Ban/);
  });

  await t.test('the third triggers it', async () => {
    await offend(host, peer, 3);
    assert.ok(
      await soon(() => bannedIn(host, 'portsentry-recidive').startsWith(`${peer} `)),
      fail2banLog(host),
    );
    assert.match(bannedIn(host, 'portsentry-recidive'), /\+ 604800 =/);
    assert.ok(await soon(() => grewTo(host, peer, 3, 4 * firstBan)), fail2banLog(host));
    assert.ok(await soon(() => inSet(host, peer)));
  });

  await t.test('that ban and the ladder survive a restart, the count of recidive does not', async () => {
    await restart(host);
    assert.ok(await soon(() => /\[portsentry-recidive\] Restore Ban/.test(fail2banLog(host))));
    assert.match(bannedIn(host, 'portsentry-recidive'), new RegExp(`^${peer} .*\\+ 604800 =`));
    const set = 'nft list set inet f2b-table addr-set-portsentry-recidive';
    assert.ok(await soon(() => host.sh(set).out.includes(peer)), fail2banLog(host));
    await offend(host, peer6, 3);
    assert.ok(await soon(() => grewTo(host, peer6, 3, 4 * firstBan)), fail2banLog(host));
    // Given a chance to count wrongly: what it read is in its log by then.
    assert.ok(await soon(() => timesSaid(host, `[portsentry-recidive] Found ${peer6}`) === 3));
    assert.doesNotMatch(fail2banLog(host), new RegExp(`\\[portsentry-recidive\\] Ban ${peer6}`));
  });
});

e2e('recidive: an unban of every jail ends the long ban, and the ladder begins anew', async () => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; echo '{"jails": {"portsentry": {"bantime": "1h"}}}' > /run/portjail.json`);
  await startServer(host);
  const { code, err } = host.sh(`${program} install --no-ban -c /run/portjail.json`);
  assert.equal(code, 0, err);
  const { peer } = address;
  const running = (jail: string): string =>
    bannedIn(host, jail).replace(/^.*\+/, '').replace(/=.*/s, '').trim();
  for (const nth of [1, 2, 3]) {
    await offend(host, peer, nth);
    // Lifted by hand each time, so that each is a first one, and counts for the long ban all the same.
    if (nth === 3)
      assert.ok(await soon(() => running('portsentry-recidive') === '604800'), fail2banLog(host));
    assert.ok(await soon(() => running('portsentry') === '3600'), bannedIn(host, 'portsentry'));
    host.sh(`fail2ban-client set portsentry unbanip ${peer}`);
  }
  assert.equal(bannedIn(host, 'portsentry').trim(), '');
  assert.ok(inSet(host, peer), 'the long ban holds');
  host.sh(`fail2ban-client unban ${peer}`);
  assert.equal(bannedIn(host, 'portsentry-recidive').trim(), '');
  assert.ok(await soon(() => !inSet(host, peer)));
});

e2e('recidive: says what it would need where Fail2ban does not log to a file', async () => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; echo '{"jails": {"recidive": {"enabled": true}}}' > /run/on.json
    printf '[Definition]\\nlogtarget = SYSLOG\\n' > /etc/fail2ban/fail2ban.local`);
  const auto = host.sh(`${program} install --defaults`);
  assert.equal(auto.code, 0, auto.err);
  assert.match(auto.out, /^portsentry-recidive +off +Fail2ban logs to SYSLOG, .*"logtarget = \/var\/log/m);
  const { code, err } = host.sh(`${program} install -c /run/on.json`);
  assert.equal(code, 1);
  assert.match(err, /jails\.recidive\.enabled is true, but Fail2ban logs to SYSLOG, which is no file/);
});

e2e(
  'recidive: a stock one that counts bans of forged sources is found, and the printed override fixes it',
  async () => {
    const host = await freshHost();
    host.sh(`: > /var/log/auth.log; echo '{"tcp": {"mode": "stealth"}}' > /run/stealth.json
    printf '[recidive]\\nenabled = true\\nmaxretry = 50\\n' > ${stockRecidive}`);
    await startServer(host);
    const install = () => host.sh(`${program} install -c /run/stealth.json`);
    const found = (source: string): boolean => fail2banLog(host).includes(`[recidive] Found ${source}`);
    const { code, err } = install();
    assert.equal(code, 0, err);
    const [override] = /^\[recidive\]\nignoreregex = .*$/m.exec(err) ?? assert.fail(err);
    scan(host, address.peer, 'packet');
    assert.ok(await soon(() => found(address.peer)), 'the warning is true');
    host.sh(`cat > /etc/fail2ban/jail.local <<'E'\n${override}\nE\nfail2ban-client reload`);
    assert.doesNotMatch(install().err, /also counts bans/);
    scan(host, address.peer6, 'packet');
    assert.ok(await soon(() => fail2banLog(host).includes(`[portsentry-unverified] Ban ${address.peer6}`)));
    scan(host, '192.0.2.77', 'handshake');
    assert.ok(await soon(() => found('192.0.2.77')), 'it counts others');
    assert.ok(!found(address.peer6), fail2banLog(host));
  },
);
