import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { cli } from '../../support/built.ts';
import { until } from '../../support/until.ts';
import { freshHost, type PrivateHost, program, sentryRuns } from '../hosts/private-host.ts';
import { e2e, lackOf } from '../hosts/require.ts';
import { startServer } from '../jails/jails.ts';
import { line, lines } from './lines.ts';
import { openTerminal, stateOf, type Terminal, timeless, untouched } from './terminal.ts';

const log = '/var/log/portjail/portsentry.log';

/** The screen as it is kept; `UPDATE=true` keeps the new one. */
function assertScreen(name: string, screen: string): void {
  const file = `test/e2e/views/screens/${name}.txt`;
  const text = timeless(screen);
  if (process.env['UPDATE'] === 'true') writeFileSync(file, text);
  assert.equal(text, readFileSync(file, 'utf8'), name);
}

const monitor = `${program} monitor --defaults`;

/** The last rows of the screen that the lines of the log make. */
const whole = /not banned[\s\S]*fin +packet +scan[\s\S]*quit$/m;
const withBan = /198\.51\.100\.9 .* portsentry \d\d:/;

/** The jails as they are rendered, a server that has them, and a log of which it has banned one source. */
async function hostWithBan(): Promise<PrivateHost> {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; mkdir -p /var/log/portjail; ${program} render --defaults -o /etc/fail2ban
    cat > ${log} <<'END'\n${lines().join('\n')}\nEND`);
  await startServer(host);
  // Of the lines in the log the jail takes those of ten minutes.
  await until(
    () => host.sh('fail2ban-client status portsentry').out.includes('198.51.100.9'),
    () => `a ban: ${host.sh('cat /var/log/fail2ban.log').out}`,
  );
  return host;
}

/** The process of the monitor in a terminal. */
const running = (host: PrivateHost, terminal: Terminal): string =>
  host
    .sh(`pgrep -t ${terminal.value('pane_tty').replace('/dev/', '')} -f 'node.* monitor --defaults$'`)
    .out.trim();

async function isBack(terminal: Terminal, before: string): Promise<void> {
  await until(
    () => stateOf(terminal) === untouched,
    () => `the terminal as it was: ${stateOf(terminal)}\n${terminal.text()}`,
  );
  assert.equal(await terminal.ask('stty -a'), before);
}

e2e(
  'monitor and metrics: what happens, on a real host and in a real terminal',
  async t => {
    const host = await hostWithBan();
    const [sized, searched, grey, few] = await Promise.all([
      openTerminal(t, host),
      openTerminal(t, host),
      openTerminal(t, host, 'LANG=C TERM=xterm-256color NO_COLOR=1'),
      openTerminal(t, host, 'LANG=C TERM=xterm'),
    ]);
    const all = [sized, searched, grey, few];
    const before = await sized.ask('stty -a');
    for (const terminal of all) terminal.line(monitor);
    await Promise.all(all.map(terminal => terminal.shows(whole)));
    await Promise.all(all.map(terminal => terminal.shows(withBan)));

    await t.test('shows sources with their bans, ports and lines, in 80x24 and other sizes', async () => {
      assertScreen('80x24', sized.text());
      assert.match(sized.text('-e'), /\[38;5;203mhandshake/);
      for (const [columns, rows] of [
        [120, 40],
        [60, 16],
        [40, 10],
      ] as const) {
        sized.resize(columns, rows);
        await until(
          () => sized.text().trimEnd().split('\n').length === rows && /quit$/.test(sized.text().trimEnd()),
          () => `a screen of ${columns}x${rows}:\n${sized.text()}`,
        );
        assertScreen(`${columns}x${rows}`, sized.text());
      }
    });

    await t.test('prints lines where the terminal is too small, and takes it again', async () => {
      for (const [columns, rows, port, end] of [
        // Wrapped, there is room for the end of a line.
        [20, 5, 21, /tcp ftp[\s\S]*4 hits on 4/],
        [110, 9, 22, /198\.51\.100\.9 +22\/tcp/],
      ] as const) {
        sized.resize(columns, rows);
        await until(() => stateOf(sized) === untouched, 'plain lines');
        host.sh(`echo '${line('198.51.100.9', Date.now(), port, 'connect', 4)}' >> ${log}`);
        await sized.shows(end);
      }
      sized.resize(80, 24);
      await sized.shows(/^LAST LINES/m);
      assert.equal(sized.value('alternate_on'), '1');
    });

    await t.test('filters, opens a story, explains itself and pauses', async () => {
      searched.keys('/');
      searched.line('nobody');
      await searched.shows(/"nobody" is nothing to filter by/);
      searched.keys('C-u');
      searched.line('198.51.100.0/24 packet');
      assertScreen('filter', await searched.shows(/ 1 source,.*[\s\S]*^filter: 198\.51\.100\.0\/24 packet/m));
      searched.keys('/', 'Enter', 'Down');
      await searched.shows(/> 198\.51\.100\.20/);
      searched.keys('Down', 'Enter');
      const story = await searched.shows(/\d {4}banned by the jail portsentry$/m);
      assert.match(story, /^to lift the ban: {2}portjail unban 198\.51\.100\.9$/m);
      assert.match(story, /^to never ban it: {2}portjail ignore 198\.51\.100\.9$/m);
      searched.keys('PPage', 'PPage');
      await searched.shows(
        /scan: 23\/tcp telnet, connect, handshake, 1 hit on 1 port:\n +trigger\.handshake 1 within 600 s reached\n/,
      );
      searched.keys('?');
      assertScreen('help', await searched.shows(/keys\n/));
      searched.keys('Escape');
      await searched.shows(/^LAST LINES/m);
      searched.keys('p');
      await searched.shows(/PAUSED, 0 more/);
      host.sh(`echo '${line('198.51.100.99', Date.now(), 22, 'connect', 1)}' >> ${log}`);
      assert.doesNotMatch(await searched.shows(/PAUSED, 1 more/), /198\.51\.100\.99/);
      searched.keys('p');
      await searched.shows(/198\.51\.100\.99 +22\/tcp/);
    });

    await t.test('has neither colours nor more than ASCII where the terminal has not', () => {
      assert.match(grey.text(), /^[ -~\n]*$/);
      assert.ok(!grey.text('-e').includes('\x1b'));
      assert.ok(few.text('-e').includes('\x1b[31mhandshake'));
      assert.doesNotMatch(few.text('-e'), /\[38;/);
    });

    await t.test('leaves the terminal as it was, however it ends', async () => {
      const ends: readonly (readonly [Terminal, string, () => void])[] = [
        [sized, 'q', () => sized.keys('q')],
        [searched, 'Ctrl-C', () => searched.keys('C-c')],
        [grey, 'SIGTERM', () => host.sh(`kill -TERM ${running(host, grey)}`)],
        [few, 'SIGHUP', () => host.sh(`kill -HUP ${running(host, few)}`)],
      ];
      for (const [terminal, name, end] of ends) {
        assert.equal(terminal.value('alternate_on'), '1', name);
        assert.notEqual(host.sh(`stty -a < ${terminal.value('pane_tty')}`).out, before, name);
        end();
        await isBack(terminal, before);
        assert.equal(await terminal.ask('echo $?'), '0\n', name);
      }
    });

    await t.test('leaves the terminal at Ctrl-Z, and takes it once when it goes on', async () => {
      sized.line(`sh -c '${monitor}; echo over'`);
      await sized.shows(/^LAST LINES/m);
      sized.keys('C-z');
      // What has started it stops with it, and neither has the terminal then.
      await sized.shows(/Stopped[\s\S]*^\$$/m);
      await isBack(sized, before);
      const { written } = sized.record();
      sized.line('fg');
      await sized.shows(/^LAST LINES/m);
      assert.equal(sized.value('alternate_on'), '1');
      sized.keys('q');
      await sized.shows(/^over$/m);
      await isBack(sized, before);
      assert.deepEqual(written().match(/\[\?1049[hl]/g), ['[?1049h', '[?1049l']);
    });

    await t.test('leaves the terminal at an error of its own, which is then read', async () => {
      const crash = 'process.on("SIGUSR2", () => { throw new Error("planted") })';
      host.sh(`echo '${crash}' > /var/log/portjail/crash.mjs`);
      searched.line(`NODE_OPTIONS=--import=/var/log/portjail/crash.mjs ${monitor}`);
      await searched.shows(/^LAST LINES/m);
      host.sh(`kill -USR2 ${running(host, searched)}`);
      await searched.shows(/Error: planted/);
      await isBack(searched, before);
    });

    await t.test("obeys nobody's escape sequence, and names what it does not know", async () => {
      const hostile = ['\x1b]0;owned\x07', '\x1b[2J', '\u009b31m'].map(
        text => `${text}${line('198.51.100.66', Date.now(), 23, 'connect', 1)}`,
      );
      host.sh(`cat >> ${log} <<'END'\n${hostile.join('\n')}\nEND`);
      host.sh(`chmod 640 /var/log/fail2ban.log; chmod 755 /var/log/portjail; chmod 644 ${log}`);
      sized.line(monitor);
      searched.line(`clear; setpriv --reuid nobody --clear-groups ${monitor}`);
      grey.line(`${monitor} --plain --since 1h`);
      const screen = await sized.shows(/not of the form that portjail writes: 3 lines/);
      assert.doesNotMatch(screen, /198\.51\.100\.66|owned/);
      assert.doesNotMatch(sized.value('pane_title'), /owned/);
      assert.doesNotMatch(await searched.shows(/bans not known[\s\S]*ban not known/), /not banned/);
      await grey.shows(/198\.51\.100\.20 +139\/tcp [\s\S]* 8 hits on 8 ports/);
      assert.equal(stateOf(grey), untouched);
    });

    await t.test('metrics: counts what a sentry and a jail do, and says when they end', async () => {
      const print = (): string => host.sh(`${program} metrics --defaults`).out;
      const metrics = (row: RegExp): Promise<string> =>
        until(
          () => {
            const text = print();
            return row.test(text) && text;
          },
          () => `${row}: ${print()}`,
        );
      await metrics(/^portjail_up 0$/m);
      const sentry = host.start(process.execPath, [cli, 'run', '--defaults']);
      await until(() => sentryRuns(host), 'a sentry');
      const text = await metrics(/^portjail_up 1$/m);
      for (const row of [
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
      sentry.kill('SIGKILL');
      const down = await metrics(/^portjail_fail2ban_up 0$[\s\S]*^portjail_jail_up\{jail="portsentry"\} 0$/m);
      assert.match(down, /^portjail_up 0$/m);
      assert.doesNotMatch(down, /^portjail_probes_total/m);
    });
  },
  lackOf('tmux'),
);
