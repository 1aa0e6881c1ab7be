import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { formatScan, formatSeen, type Why } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import type { Kind } from '../../../src/probe.ts';
import { cli } from '../../support/built.ts';
import { until } from '../../support/until.ts';
import { freshHost, type PrivateHost, program, sentryRuns } from '../hosts/private-host.ts';
import { e2e, lackOf } from '../hosts/require.ts';
import { install, startServer } from '../jails/jails.ts';
import { openTerminal, stateOf, type Terminal, timeless, untouched } from './terminal.ts';

const log = '/var/log/portjail/portsentry.log';
/** Some minutes ago, at a time that leaves the lines of one group in one minute. */
const group = (minutes: number): number => (Math.floor(Date.now() / 60_000) - minutes) * 60_000 + 1_000;

function line(source: string, time: number, port: number, kind: Kind, hits: number, why?: Why): string {
  const probe = {
    time,
    source: parseAddress(source) ?? assert.fail(source),
    target: parseAddress('192.0.2.10') ?? assert.fail(),
    protocol: kind === 'udp' ? 'udp' : 'tcp',
    port,
    kind,
    evidence: kind === 'connect' ? 'handshake' : 'packet',
  } as const;
  const tally = { hits, ports: hits };
  return why === undefined ? formatScan(probe, tally, 1) : formatSeen(probe, tally, why, 1);
}

/** What the log holds: two scanners, one of them with packets only, a lone touch, a protected host and an ignored one. */
function lines(): string[] {
  const [first, then] = [group(6), group(3)];
  return [
    line('198.51.100.9', first, 23, 'connect', 1),
    line('198.51.100.9', first + 5_000, 2323, 'connect', 2),
    line('2001:db8:1234:5678:9abc:def0:1234:5678', first + 6_000, 69, 'udp', 1, 'below-trigger'),
    line('198.51.100.20', first + 7_000, 445, 'syn', 4),
    line('198.51.100.9', then, 3389, 'connect', 3),
    line('192.0.2.77', then + 1_000, 23, 'connect', 1, 'protected'),
    line('127.0.0.1', then + 2_000, 23, 'connect', 1, 'ignored'),
    line('198.51.100.20', then + 3_000, 139, 'fin', 8),
  ];
}

/** The screen as it is kept; `UPDATE=true` keeps the new one. */
function assertScreen(name: string, screen: string): void {
  const file = `test/e2e/views/screens/${name}.txt`;
  const text = timeless(screen);
  if (process.env['UPDATE'] === 'true') writeFileSync(file, text);
  assert.equal(text, readFileSync(file, 'utf8'), name);
}

const monitor = `${program} monitor --defaults`;

async function start(terminal: Terminal, options = ''): Promise<string> {
  terminal.line(`${monitor} ${options}`);
  return terminal.shows(/not banned[\s\S]*fin +packet +scan[\s\S]*quit$/m);
}

async function isBack(terminal: Terminal, before: string): Promise<void> {
  await until(
    () => stateOf(terminal) === untouched,
    () => `the terminal as it was: ${stateOf(terminal)}\n${terminal.text()}`,
  );
  assert.equal(await terminal.ask('stty -a'), before);
}

/** The monitor in a terminal. */
const running = (host: PrivateHost, terminal: Terminal): string =>
  host.sh(`pgrep -t ${terminal.value('pane_tty').replace('/dev/', '')} -f ' monitor --defaults'`).out.trim();

e2e(
  'monitor and metrics: what happens, on a real host and in a real terminal',
  async t => {
    const host = await freshHost();
    const installed = install(host, '--mend');
    assert.equal(installed.code, 0, installed.err);
    host.sh(`cat >> ${log} <<'END'\n${lines().join('\n')}\nEND`);
    await startServer(host);
    // Of the lines in the log the jail takes those of ten minutes.
    await until(
      () => host.sh('fail2ban-client status portsentry').out.includes('198.51.100.9'),
      () => `a ban: ${host.sh('cat /var/log/fail2ban.log').out}`,
    );

    await t.test(
      'shows sources with their bans, ports and lines, in 80x24 and other sizes',
      async context => {
        const terminal = await openTerminal(context, host);
        await start(terminal);
        const screen = await terminal.shows(/198\.51\.100\.9 .* portsentry \d\d:/);
        assertScreen('80x24', screen);
        assert.match(terminal.text('-e'), /\[38;5;203mhandshake/);
        for (const [columns, rows] of [
          [120, 40],
          [60, 16],
          [40, 10],
        ] as const) {
          terminal.resize(columns, rows);
          await until(
            () =>
              terminal.text().trimEnd().split('\n').length === rows &&
              /quit$/.test(terminal.text().trimEnd()),
            () => `a screen of ${columns}x${rows}:\n${terminal.text()}`,
          );
          assertScreen(`${columns}x${rows}`, terminal.text());
        }
        terminal.resize(110, 9);
        await until(() => stateOf(terminal) === untouched, 'plain lines');
        host.sh(`echo '${line('198.51.100.9', Date.now(), 22, 'connect', 4)}' >> ${log}`);
        await terminal.shows(/198\.51\.100\.9 +22\/tcp/);
        terminal.resize(80, 24);
        await terminal.shows(/^LAST LINES/m);
        assert.equal(terminal.value('alternate_on'), '1');
      },
    );

    await t.test('filters, opens a story, explains itself and pauses', async context => {
      const terminal = await openTerminal(context, host);
      await start(terminal);
      terminal.keys('/');
      terminal.line('nobody');
      await terminal.shows(/"nobody" is nothing to filter by/);
      terminal.keys('C-u');
      terminal.line('198.51.100.0/24 packet');
      assertScreen('filter', await terminal.shows(/ 1 source,.*[\s\S]*^filter: 198\.51\.100\.0\/24 packet/m));
      terminal.keys('/', 'Enter', 'Down');
      await terminal.shows(/> 198\.51\.100\.20/);
      terminal.keys('Down', 'Enter');
      const story = await terminal.shows(/banned by portsentry/);
      assert.match(story, /^unban it: {3}portjail unban 198\.51\.100\.9$/m);
      assert.match(story, /^spare it: {3}portjail ignore 198\.51\.100\.9$/m);
      assert.match(
        story,
        /scan: 23\/tcp telnet, connect, handshake, 1 hit on 1 port\n[\s\S]*banned by portsentry$/m,
      );
      terminal.keys('?');
      assertScreen('help', await terminal.shows(/keys\n/));
      terminal.keys('Escape');
      await terminal.shows(/^LAST LINES/m);
      terminal.keys('p');
      await terminal.shows(/PAUSED, 0 more/);
      host.sh(`echo '${line('198.51.100.99', Date.now(), 22, 'connect', 1)}' >> ${log}`);
      assert.doesNotMatch(await terminal.shows(/PAUSED, 1 more/), /198\.51\.100\.99/);
      terminal.keys('p');
      await terminal.shows(/198\.51\.100\.99 +22\/tcp/);
    });

    await t.test('has neither colours nor more than ASCII where the terminal has not', async context => {
      const terminal = await openTerminal(context, host, 'LANG=C TERM=xterm-256color NO_COLOR=1');
      await start(terminal);
      const screen = await terminal.shows(/198\.51\.100\.9 .* portsentry \d\d:/);
      assert.match(screen, /^[ -~\n]*$/);
      assert.ok(!terminal.text('-e').includes('\x1b'));
      const few = await openTerminal(context, host, 'LANG=C TERM=xterm');
      await start(few);
      assert.ok(few.text('-e').includes('\x1b[31mhandshake'));
      assert.doesNotMatch(few.text('-e'), /\[38;/);
    });

    await t.test('leaves the terminal as it was, however it ends', async context => {
      const terminal = await openTerminal(context, host);
      const before = await terminal.ask('stty -a');
      const ends: Readonly<Record<string, () => void>> = {
        q: () => terminal.keys('q'),
        'Ctrl-C': () => terminal.keys('C-c'),
        SIGTERM: () => host.sh(`kill -TERM ${running(host, terminal)}`),
        SIGHUP: () => host.sh(`kill -HUP ${running(host, terminal)}`),
      };
      for (const [name, end] of Object.entries(ends)) {
        await start(terminal);
        assert.equal(terminal.value('alternate_on'), '1', name);
        assert.notEqual(host.sh(`stty -a < ${terminal.value('pane_tty')}`).out, before, name);
        end();
        await isBack(terminal, before);
        assert.equal(await terminal.ask('echo $?'), '0\n', name);
      }
    });

    await t.test(
      'leaves the terminal at Ctrl-Z and takes it again, and leaves it at an error',
      async context => {
        const terminal = await openTerminal(context, host);
        const before = await terminal.ask('stty -a');
        await start(terminal);
        terminal.keys('C-z');
        await terminal.shows(/Stopped/);
        await isBack(terminal, before);
        terminal.line('fg');
        await terminal.shows(/^LAST LINES/m);
        assert.equal(terminal.value('alternate_on'), '1');
        terminal.keys('q');
        await isBack(terminal, before);
        const crash = 'process.on("SIGUSR2", () => { throw new Error("planted") })';
        host.sh(`echo '${crash}' > /var/log/portjail/crash.mjs`);
        terminal.line(`NODE_OPTIONS=--import=/var/log/portjail/crash.mjs ${monitor}`);
        await terminal.shows(/^LAST LINES/m);
        host.sh(`kill -USR2 ${running(host, terminal)}`);
        await terminal.shows(/Error: planted/);
        await isBack(terminal, before);
      },
    );

    await t.test("obeys nobody's escape sequence, and names what it does not know", async context => {
      const hostile = ['\x1b]0;owned\x07', '\x1b[2J', '\u009b31m'].map(
        text => `${text}${line('198.51.100.66', Date.now(), 23, 'connect', 1)}`,
      );
      host.sh(`cat >> ${log} <<'END'\n${hostile.join('\n')}\nEND`);
      host.sh(`chmod 640 /var/log/fail2ban.log; chmod 755 /var/log/portjail; chmod 644 ${log}`);
      const terminal = await openTerminal(context, host);
      await start(terminal);
      const screen = await terminal.shows(/not of the form that portjail writes: 3 lines/);
      assert.doesNotMatch(screen, /198\.51\.100\.66|owned/);
      assert.doesNotMatch(terminal.value('pane_title'), /owned/);
      terminal.keys('q');
      terminal.line(`setpriv --reuid nobody --clear-groups ${monitor}`);
      assert.doesNotMatch(await terminal.shows(/bans not known[\s\S]*ban not known/), /not banned/);
      terminal.keys('q');
      terminal.line(`${monitor} --plain --since 1h`);
      await terminal.shows(/198\.51\.100\.20 +139\/tcp [\s\S]* 8 hits on 8 ports/);
      assert.equal(stateOf(terminal), untouched);
    });

    await t.test('metrics: counts what a sentry and a jail do, and says when they end', async () => {
      const metrics = (): string => host.sh(`${program} metrics --defaults`).out;
      assert.match(metrics(), /^portjail_up 0$/m);
      const sentry = host.start(process.execPath, [cli, 'run', '--defaults']);
      await until(() => sentryRuns(host), 'a sentry');
      const text = metrics();
      for (const row of [
        /^portjail_up 1$/m,
        /^portjail_probes_total 0$/m,
        /^portjail_fail2ban_up 1$/m,
        /^portjail_jail_up\{jail="portsentry"\} 1$/m,
        /^portjail_bans_current\{jail="portsentry"\} [1-9]/m,
        /^portjail_bans_total\{jail="portsentry"\} [1-9]/m,
        /^portjail_seen_total\{why="protected"\} 1$/m,
        /^portjail_problems 0$/m,
      ])
        assert.match(text, row);
      assert.doesNotMatch(text, /198\.51\.100/);
      host.sh('fail2ban-client stop');
      await until(() => /^portjail_fail2ban_up 0$/m.test(metrics()), 'a server that is down');
      assert.match(metrics(), /^portjail_jail_up\{jail="portsentry"\} 0$/m);
      sentry.kill('SIGKILL');
      await until(() => /^portjail_up 0$/m.test(metrics()), 'no sentry');
      assert.doesNotMatch(metrics(), /^portjail_probes_total/m);
    });
  },
  lackOf('tmux'),
);
