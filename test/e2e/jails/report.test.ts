import assert from 'node:assert/strict';
import { formatSeen } from '../../../src/log/line.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, install, probeFrom, scan, startServer } from './jails.ts';

const timesSaid = (host: PrivateHost, words: string): number =>
  fail2banLog(host).split(`${words}\n`).length - 1;
const { peer } = address;

/** Scans, and waits for the ban that comes of it, and for its last word: the ban is counted for the long one, too. */
async function banned(host: PrivateHost, nth: number): Promise<void> {
  scan(host, peer);
  assert.ok(await soon(() => timesSaid(host, `[portsentry] Ban ${peer}`) === nth), fail2banLog(host));
  assert.ok(await soon(() => recidiveFound(host) === nth), fail2banLog(host));
}

const recidiveFound = (host: PrivateHost): number =>
  fail2banLog(host).split(`[portsentry-recidive] Found ${peer}`).length - 1;

/** `portjail report --mail` with a sendmail of the test's own. */
const mail = (host: PrivateHost) => host.sh(`PATH=/run/bin:$PATH ${program} report --mail root`);

e2e('report and why tell what a real Fail2ban did, from its own log', async t => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; mkdir -p /run/bin
    printf '#!/bin/sh\\necho "$@" > /run/args; cat > /run/mail\\n' > /run/bin/sendmail; chmod +x /run/bin/sendmail`);
  await startServer(host);
  const { code, err } = install(host);
  assert.equal(code, 0, err);

  await t.test('without a scan or a ban no mail is sent', () => {
    const ran = mail(host);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.err, /no mail is sent/);
    assert.equal(host.sh('cat /run/mail').code, 1);
  });

  const spared = formatSeen(probeFrom(peer, 'handshake'), { hits: 1, ports: 1 }, 'ignored', 1);
  host.sh(`echo '${spared}' >> /var/log/portjail/portsentry.log`);
  await banned(host, 1);
  host.sh(`fail2ban-client set portsentry unbanip ${peer}`);
  assert.ok(await soon(() => timesSaid(host, `[portsentry] Unban ${peer}`) === 1), fail2banLog(host));
  await banned(host, 2);

  await t.test('the report counts its bans, and what they did', () => {
    const { code: reported, out, err: said } = host.sh(`${program} report --json`);
    assert.equal(reported, 0, said);
    const { lines, bans, effects } = JSON.parse(out);
    assert.deepEqual([lines.scans, lines.observations, lines.sources], [2, 1, 1]);
    assert.deepEqual(bans.jails[0], {
      jail: 'portsentry',
      found: 2,
      bans: 2,
      restored: 0,
      unbans: 1,
      already: 0,
    });
    assert.deepEqual([bans.sources, bans.bannedAtEnd, bans.repeatOffenders], [1, 1, 1]);
    assert.deepEqual([effects.endedBans, effects.returned, effects.shareNeverBack], [1, 1, 0]);
    assert.equal(effects.firstScanToBan.count, 1);
    assert.equal(effects.bansOfSpared, 2);
    assert.deepEqual(lines.topSources[0].seenAs, ['ignored']);
  });

  await t.test('why tells the story in order, and the command that it shows lifts the ban', async () => {
    const { out } = host.sh(`${program} why ${peer}`);
    const story = [
      'scan: 23/tcp.*',
      'found by the jail portsentry, in the line of .*',
      'banned by the jail portsentry',
      'found by the jail portsentry-recidive, in the line of .*',
      'unbanned by the jail portsentry',
      'scan: 23/tcp.*',
      'found by the jail portsentry, in the line of .*',
      'banned by the jail portsentry',
      'found by the jail portsentry-recidive, in the line of .*',
    ];
    const rows = story.map(words => `\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d {2}${words}\\n`);
    assert.match(out, new RegExp(rows.join('')));
    const [, command = ''] = /^to lift the ban: {2}portjail (unban \S+)$/m.exec(out) ?? [];
    assert.equal(host.sh(`${program} ${command}`).code, 0);
    assert.ok(await soon(() => timesSaid(host, `[portsentry] Unban ${peer}`) === 2));
    assert.match(host.sh(`${program} why ${peer}`).out, /no ban is in force/);
  });

  await t.test('the report is mailed then; without sendmail it is not, which is said', () => {
    const ran = mail(host);
    assert.equal(ran.code, 0, ran.err);
    assert.equal(host.sh('cat /run/args').out, '-i -- root\n');
    assert.match(host.sh('cat /run/mail').out, /^Subject: portjail on \S+: 2 scans, 2 bans$/m);
    const { code: failed, err: said } = host.sh(
      `mount -t tmpfs none /usr/sbin && ${program} report --mail root`,
    );
    assert.equal(failed, 1);
    assert.match(said, /no mail was sent: there is no sendmail/);
  });
});
