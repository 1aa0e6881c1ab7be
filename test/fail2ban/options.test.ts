import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDump } from '../../src/fail2ban/dump.ts';
import {
  actionQuestions,
  dumpedValues,
  liveValues,
  optionQuestions,
  propertyQuestions,
} from '../../src/fail2ban/options.ts';

const dump = parseDump(String.raw`['add', 'x', 'auto']
['set', 'x', 'maxretry', 1]
['set', 'x', 'bantime.increment', True]
['set', 'x', 'bantime.rndtime', '']
['set', 'x', 'addfailregex', '^a <ADDR>$']
['set', 'x', 'addlogpath', '/var/log/a', 'head']
['set', 'x', 'addaction', 'nftables']
['multi-set', 'x', 'action', 'nftables', [['actionban', 'nft add\n'], ['actionstop', 'x'], ['timeout', 60], ['actionnew', 'y']]]`);

/** As Fail2ban 1.0.2 prints them. */
const printed: Readonly<Record<string, string>> = {
  maxretry: '1000\n',
  'bantime.increment': 'False\n',
  'bantime.rndtime': 'None\n',
  ignoreip: 'These IP addresses/networks are ignored:\n|- 192.0.2.0/24\n`- 0.0.0.0\n',
  ignoreregex: 'No regular expression is defined\n',
  failregex: 'The following regular expression are defined:\n|- [0]: ^a b$\n`- [1]: c\n',
  logpath: 'Current monitored log file(s):\n`- /var/log/a\n',
  logencoding: 'Current log encoding is set to:\nutf-8\n',
  datepattern: 'Current date pattern set to: ^%Y (^Year)\n',
  journalmatch: 'No journal match filter set\n',
  actions: 'The jail x has the following actions:\nnftables, other\n',
  'actionproperties nftables':
    'The jail x action nftables has the following properties:\nactionban, actionstop, timeout\n',
  'action nftables actionban': '\n',
  'action nftables actionstop': 'x\n',
};
const answers = (question: string): string => printed[question.replace('get x ', '')] ?? '';

test('dumpedValues() has what the files set, and nothing for what is empty', () => {
  const values = dumpedValues(dump, 'x');
  assert.deepEqual(values.get('maxretry'), ['1']);
  assert.deepEqual(values.get('bantime.rndtime'), []);
  assert.deepEqual(values.get('ignoreip'), []);
  assert.deepEqual(values.get('actions'), ['nftables']);
  assert.deepEqual(values.get('action nftables actionban'), ['nft add']);
  assert.ok(!values.has('findtime'), 'one that no file sets is the default of the server');
});

test('liveValues() reads each form in which the server shows a value', () => {
  const values = liveValues(answers, dump, 'x');
  const of = (name: string) => values.get(name);
  assert.deepEqual(
    [of('maxretry'), of('bantime.increment'), of('bantime.rndtime')],
    [['1000'], ['False'], []],
  );
  assert.deepEqual(of('ignoreip'), ['192.0.2.0/24', '0.0.0.0/0'], 'everybody is shown without a length');
  assert.deepEqual([of('failregex'), of('ignoreregex')], [['^a b$', 'c'], []]);
  assert.deepEqual([of('logpath'), of('logencoding'), of('journalmatch')], [['/var/log/a'], ['utf-8'], []]);
  assert.deepEqual([of('datepattern'), of('actions')], [['^%Y (^Year)'], ['nftables', 'other']]);
  assert.deepEqual([of('action nftables actionban'), of('action nftables actionstop')], [[], ['x']]);
});

test('what the server does not have it is not asked for, since it would write an ERROR into its log', () => {
  assert.ok(!optionQuestions('x', dump).includes('get x bantime.factor'));
  assert.ok(optionQuestions('x', dump).includes('get x bantime.increment'));
  assert.deepEqual(propertyQuestions('x', answers), [
    'get x actionproperties nftables',
    'get x actionproperties other',
  ]);
  assert.deepEqual(actionQuestions('x', dump, answers), [
    'get x action nftables actionban',
    'get x action nftables actionstop',
  ]);
});

test('liveValues() has nothing of what was not answered, where the server is slow', () => {
  assert.equal(liveValues(() => '', dump, 'x').size, 0);
  const late = liveValues(question => (question === 'get x maxretry' ? '' : answers(question)), dump, 'x');
  assert.ok(!late.has('maxretry') && late.has('failregex'));
});
