import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { judge } from '../../../src/config/rules/semantics.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { clientOf, fail2banVersion } from '../../../src/fail2ban/client.ts';
import { refusalOf } from '../../../src/fail2ban/refusal.ts';
import { blockFile, blockScript, jailFile, runFile, runScript } from '../../../src/jails/pack/names.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { runProgram } from '../../../src/util/program.ts';
import { sized } from '../../support/long.ts';
import { configWith, stockWith, temporaryFolder } from '../fixtures.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

type Run = Config['jails']['run'];
const packOf = (run: Partial<Run>, mode: Config['tcp']['mode'] = 'connect') =>
  renderPack(
    configWith(config => ({
      ...config,
      tcp: { ...config.tcp, mode },
      jails: { ...config.jails, run: { ...config.jails.run, ...run } },
    })),
  );

/** What the script of a pack says to these arguments. */
function said(run: Partial<Run>, args: string[], mode: Config['tcp']['mode'] = 'stealth') {
  const script = join(temporaryFolder(), 'run.sh');
  writeFileSync(script, packOf(run, mode).get(runScript) ?? assert.fail());
  return runProgram('/bin/sh', [script, ...args]);
}

const command = `printf '%s|' "$TARGET$" '$PORT$' $MODE$ "$#"`;

test('renderPack() has no action of ours until one is asked for', () => {
  const pack = packOf({});
  for (const file of [runFile, runScript, blockFile, blockScript]) assert.ok(!pack.has(file), file);
  assert.doesNotMatch(pack.get(jailFile) ?? '', /^action\b/m);
});

test('the script of jails.run.command gets address, port and the mode of the protocol', () => {
  assert.equal(said({ command }, ['192.0.2.7', '23', 'tcp']).out, '192.0.2.7|23|stealth|0|');
  assert.equal(said({ command }, ['2001:db8::7', '161', 'UDP']).out, '2001:db8::7|161|connect|0|');
  assert.equal(said({ command }, ['192.0.2.7', '', '']).out, '192.0.2.7|0|stealth|0|', 'a ban by hand');
});

test('the script of jails.run.command leaves other protocols alone', () => {
  assert.equal(said({ command, protocols: ['udp'] }, ['192.0.2.7', '23', 'tcp']).out, '');
  assert.notEqual(said({ command, protocols: ['udp'] }, ['192.0.2.7', '7', 'udp']).out, '');
});

test('the script of jails.run.command takes addresses and numbers alone', () => {
  for (const evil of ['', '$(id)', "';id;'", 'host.example', '-x'])
    assert.deepEqual({ ...said({ command }, [evil, '23', 'tcp']), err: '' }, { code: 2, out: '', err: '' });
  assert.equal(said({ command }, ['192.0.2.7', '$(id)', 'tcp;id']).out, '192.0.2.7|0|stealth|0|');
});

test('renderPack() puts the command before or behind the ban, and blocks for what is proven alone', () => {
  const actionsIn = (pack: ReadonlyMap<string, string>): string[][] =>
    (pack.get(jailFile) ?? '')
      .split(/^\[/m)
      .slice(1)
      .map(text => (/^action =\n((?: .*\n)+)/m.exec(text)?.[1] ?? '').trim().split(/\s+/));
  const inherited = '%(default/action)s';
  const all = { command: 'x', route: 'r $TARGET$' };
  assert.deepEqual(actionsIn(packOf({ ...all, first: true })), [
    ['portjail-run', inherited, 'portjail-block'],
    ['portjail-run', inherited],
    [''],
    [''],
    [''],
  ]);
  assert.deepEqual(actionsIn(packOf(all)), [
    [inherited, 'portjail-block', 'portjail-run'],
    [inherited, 'portjail-run'],
    [''],
    [''],
    [''],
  ]);
});

test("Fail2ban reads the actions beside the admin's own, whatever the command holds", { skip }, () => {
  const hostile = `echo 50% ; echo "%(x)s" '[sshd]' = # $HOME`;
  const pack = packOf({ command: hostile, route: 'ip route add $TARGET$', hostsDeny: 'ALL: $TARGET$' });
  assert.match(pack.get(runScript) ?? '', /^echo 50% ; echo "%\(x\)s" '\[sshd\]' = # \$HOME$/m);
  const folder = stockWith(pack);
  writeFileSync(join(folder, 'jail.local'), '[sshd]\nenabled = false\n[portsentry]\nlogpath = /dev/null\n');
  assert.equal(refusalOf(clientOf(folder)('-t')), undefined);
  const actions = [
    ...clientOf(folder)('-d').out.matchAll(/^\['set', 'portsentry', 'addaction', '([^']+)'/gm),
  ];
  assert.deepEqual(
    actions.map(match => match[1]),
    ['nftables', 'portjail-block', 'portjail-run'],
  );
});

test('no part of a command reaches a file that Fail2ban reads, and every accepted one can be rendered', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('$TARGET$', "'", '"', '`', '$(', ')', '<ip>', '%(x)s', ' ; '),
  );
  const plain = packOf({ command: 'x', route: 'x $TARGET$', unroute: 'y $TARGET$', hostsDeny: '$TARGET$' });
  const isScript = (path: string): boolean => path.endsWith('.sh');
  let rendered = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), parts => {
      const text = parts.join('');
      const run = {
        command: text,
        route: `${text} $TARGET$`,
        unroute: `${text} $TARGET$`,
        hostsDeny: `${text} $TARGET$`,
      };
      const { jails } = configWith();
      if (
        judge({ ...configWith(), jails: { ...jails, run: { ...jails.run, ...run } } }).mistakes.length > 0 ||
        text === ''
      )
        return;
      rendered += 1;
      const pack = packOf(run);
      for (const path of pack.keys())
        if (!isScript(path)) assert.equal(pack.get(path), plain.get(path), path);
    }),
    { numRuns: sized(2_000, 50_000) },
  );
  assert.ok(rendered > 100, `only ${rendered} were accepted`);
});
