import assert from 'node:assert/strict';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, read, restartServer, startSentry, startServer, touch } from './jails.ts';

const conf = '/etc/portsentry/portsentry.conf';

/** A host with a portsentry.conf, its jails installed, the sentry on its ports and Fail2ban running. */
async function hostWith(options: string): Promise<PrivateHost> {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; mkdir -p /etc/portsentry; printf 'sshd: 192.0.2.99' > /etc/hosts.deny
cat > ${conf} <<'E'
TCP_PORTS="23,2323"
UDP_PORTS="69,161,162,1900"
RESOLVE_HOST="0"
${options}
E`);
  await startServer(host);
  const { code, err } = host.sh(`${program} install --no-ban -c ${conf}`);
  assert.equal(code, 0, err);
  await startSentry(host, conf);
  return host;
}

async function restart(host: PrivateHost, bans: number): Promise<void> {
  await restartServer(host);
  const restored = (): boolean => fail2banLog(host).split('] Restore Ban').length > bans;
  assert.ok(await soon(restored), fail2banLog(host));
}

e2e('BLOCK_TCP 2: Fail2ban runs KILL_RUN_CMD once for each ban, with what was touched', async () => {
  const hostile = `: 50% '"'"'%(x)s' # [sshd] ; = $HOME`.replaceAll('"', '');
  const host = await hostWith(
    `BLOCK_TCP="2"\nBLOCK_UDP="0"\nKILL_RUN_CMD_FIRST="1"\n` +
      `KILL_RUN_CMD="printf '%%s %s %s %s;' '$TARGET$' $PORT$ $MODE$ >> /run/ran; ${hostile}"`,
  );
  touch(host, address.host, 23);
  assert.ok(await soon(() => inSet(host, address.peer)), fail2banLog(host));
  touch(host, address.host6, 2323);
  assert.ok(await soon(() => inSet(host, address.peer6)), fail2banLog(host));
  const ran = `%s ${address.peer} 23 connect;%s ${address.peer6} 2323 connect;`;
  assert.equal(read(host, '/run/ran'), ran);
  assert.match(host.sh('stat -c %a /etc/fail2ban/action.d/portjail-run.sh').out, /^700$/m);
  await restart(host, 2);
  assert.ok(await soon(() => inSet(host, address.peer) && inSet(host, address.peer6)));
  assert.equal(read(host, '/run/ran'), ran, 'not again for a ban that is restored');
  assert.doesNotMatch(fail2banLog(host), / ERROR /);
});

e2e('BLOCK_UDP 2: the command runs for datagrams alone, with the jail for forged sources', async () => {
  const host = await hostWith(
    `BLOCK_TCP="0"\nBLOCK_UDP="2"\nKILL_RUN_CMD="echo $TARGET$ $PORT$ $MODE$ >> /run/ran"`,
  );
  touch(host, address.host6, 23);
  assert.ok(await soon(() => inSet(host, address.peer6)));
  for (const port of [69, 161, 162, 1900]) touch(host, address.host, port, 'udp');
  assert.ok(await soon(() => inSet(host, address.peer)), fail2banLog(host));
  assert.ok(
    await soon(() => read(host, '/run/ran') === `${address.peer} 1900 connect\n`),
    read(host, '/run/ran'),
  );
});

e2e(
  'BLOCK_TCP 1: a ban for good with its route and its line in hosts.deny, over a restart, until it is lifted',
  async () => {
    const host = await hostWith(
      'BLOCK_TCP="1"\nKILL_ROUTE="ip route add unreachable $TARGET$"\nKILL_HOSTS_DENY="ALL: $TARGET$ : DENY"',
    );
    for (const to of [address.host, address.host6]) touch(host, to, 23);
    const blocked = (): boolean =>
      inSet(host, address.peer) &&
      inSet(host, address.peer6) &&
      host.sh('ip route; ip -6 route').out.split('unreachable ').length === 3;
    const lines = (): string[] => read(host, '/etc/hosts.deny').trim().split('\n').sort();
    const denied = [`ALL: ${address.peer} : DENY`, `ALL: [${address.peer6}] : DENY`, 'sshd: 192.0.2.99'];
    assert.ok(await soon(blocked), fail2banLog(host));
    assert.deepEqual(lines(), denied);
    assert.match(host.sh('fail2ban-client get portsentry banip --with-time').out, /\+ -1 = 9999-/);
    await restart(host, 2);
    assert.ok(await soon(() => blocked() && lines().join() === denied.join()), read(host, '/etc/hosts.deny'));
    host.sh(`fail2ban-client set portsentry unbanip ${address.peer} ${address.peer6}`);
    assert.ok(
      await soon(() => read(host, '/etc/hosts.deny') === 'sshd: 192.0.2.99\n'),
      read(host, '/etc/hosts.deny'),
    );
    assert.doesNotMatch(host.sh('ip route; ip -6 route').out, /unreachable/);
    assert.doesNotMatch(fail2banLog(host), / ERROR /);
    assert.equal(host.sh(`${program} uninstall`).code, 0);
    assert.equal(host.sh('ls /etc/fail2ban/action.d | grep portjail').out, '');
  },
);

e2e('a command that the shell does not understand is found before anything is written', async () => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; echo '{"jails": {"run": {"command": "if true; echo"}}}' > /run/bad.json`);
  const { code, err } = host.sh(`${program} install -c /run/bad.json`);
  assert.equal(code, 1);
  assert.match(
    err,
    /the shell does not understand a command of jails\.run, as action\.d\/portjail-run\.sh has it: \d+: Syntax/,
  );
  assert.equal(host.sh('ls /etc/fail2ban/jail.d/portjail.conf').code, 2);
});
