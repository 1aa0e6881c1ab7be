import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModes } from '../../../src/config/portsentry/modes-file.ts';
import { load, mistakes } from '../tree.ts';

const modes = (text: string): unknown[] => readModes(text, 'd').settings.map(({ value }) => value);

test('readModes() reads shell text', () => {
  for (const [text, mode] of [
    ['TCP_MODE="tcp"', 'connect'],
    ["TCP_MODE='stcp'", 'stealth'],
    ['TCP_MODE=atcp', 'advanced'],
    ['  export TCP_MODE="tcp" # why', 'connect'],
    ['TCP_MODE=""', 'off'],
    ['TCP_MODE=', 'off'],
    ['TCP_MODE=tcp; X=1\r\n', 'connect'],
    ['UDP_MODE=sudp', 'stealth'],
    ['UDP_MODE="audp"', 'advanced'],
    ['UDP_MODE="stealth"', 'stealth'],
  ] as const)
    assert.deepEqual(modes(text), [mode], text);
  assert.deepEqual(modes('#TCP_MODE="tcp"\nTCP_MODES="x"\n'), []);
});

test('readModes() names a word that is no mode', () => {
  for (const line of [
    'TCP_MODE="udp"',
    'TCP_MODE=$X',
    'TCP_MODE="TCP"',
    'TCP_MODE = tcp',
    'TCP_MODE="tcp',
    'TCP_MODE=tcp udp',
  ])
    assert.match(
      readModes(`\n${line}`, 'd').mistakes.join(),
      /^d:2: \/tcp\/mode: expected one of connect, /,
      line,
    );
});

const conf = 'TCP_PORTS="23"\nUDP_PORTS="7"\n';

test('loadConfig() takes the modes from the default file beside the config, else from the host', () => {
  const of = (files: Readonly<Record<string, string>>): string[] => {
    const { config } = load({ 'portsentry.conf': conf, ...files });
    return [config.tcp.mode, config.udp.mode];
  };
  assert.deepEqual(of({}), ['connect', 'connect']);
  assert.deepEqual(of({ 'etc-default': 'TCP_MODE="atcp"\nUDP_MODE=""\n' }), ['advanced', 'off']);
  assert.deepEqual(of({ 'etc-default': 'TCP_MODE="atcp"\n', default: 'UDP_MODE="sudp"\n' }), [
    'connect',
    'stealth',
  ]);
  assert.deepEqual(of({ default: 'TCP_MODE=tcp\nTCP_MODE=stcp\n' }), ['stealth', 'connect']);
});

test('loadConfig() refuses a bad mode unless the command line gives another', () => {
  const files = { 'portsentry.conf': conf, default: '#\nTCP_MODE="stpc"\n' };
  assert.deepEqual(mistakes(files), [
    'default:2: /tcp/mode: expected one of connect, stealth, advanced, off, tcp, stcp, atcp; found "stpc"; did you mean "stcp"?',
  ]);
  assert.equal(load(files, { tcpMode: 'tcp' }).config.tcp.mode, 'connect');
});
