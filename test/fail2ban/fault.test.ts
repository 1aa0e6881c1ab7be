import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastWords } from '../../src/fail2ban/client.ts';
import { explainFault, faultOf } from '../../src/fail2ban/fault.ts';

const stamp = '2026-11-22 19:46:15,100 fail2ban                [5545]: ';
const noLog = (jail: string) => ({
  code: 255,
  out: '',
  err: `${stamp}WARNING 'allowipv6' not defined\n${stamp}ERROR   Failed during configuration: Have not found any log file for ${jail} jail\n${stamp}ERROR   ERROR: test configuration failed\n`,
});

test('faultOf() finds the jail without a log, and lastWords() what was complained about', () => {
  assert.equal(faultOf({ code: 0, out: 'OK', err: '' }), undefined);
  assert.equal(faultOf(noLog('sshd'))?.jail, 'sshd');
  assert.equal(
    lastWords(noLog('sshd').err),
    'Failed during configuration: Have not found any log file for sshd jail',
  );
  assert.equal(lastWords('something else\n'), 'something else');
});

test('explainFault() says whose fault it is and how to fix it', () => {
  const explain = (jail: string) => explainFault(faultOf(noLog(jail)) ?? assert.fail());
  assert.match(explain('sshd'), /with or without portjail.*MEND=1/);
  assert.match(explain('nginx'), /jail nginx has no log file/);
  assert.doesNotMatch(explain('nginx'), /MEND/);
});
