import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BpfError } from '../../../../src/sentry/trap/bpf/system-call.ts';
import { isAtLeast } from '../../../../src/sentry/trap/kernel/memlock.ts';
import { reasonOf } from '../../../../src/sentry/trap/kernel/refusal.ts';
import { SystemError } from '../../../../src/sys/libc.ts';

const usual = { release: '6.1.0-13-amd64', hasRights: true, isNamespaced: false };

const cases: readonly (readonly [code: string, here: Partial<typeof usual>, reason: RegExp])[] = [
  ['EINVAL', { release: '5.8.0-1' }, /^it needs Linux 5\.9, this is 5\.8\.0-1$/],
  ['EPERM', { release: '4.19.0', hasRights: false }, /^it needs Linux 5\.9/],
  ['ENOSYS', {}, /^this kernel has no bpf\(2\)$/],
  ['EPERM', { hasRights: false }, /CAP_BPF and CAP_NET_ADMIN while it starts: start as root$/],
  ['EPERM', { isNamespaced: true }, /^a user namespace/],
  ['EPERM', {}, /^something forbids bpf\(2\): .* security module$/],
  ['EACCES', {}, /^something forbids bpf\(2\)/],
  ['EPERM', { release: '5.10.0-30-amd64' }, /below 16 MB \(LimitMEMLOCK=\)$/],
  ['ENOMEM', {}, /^bpf map: ENOMEM$/],
];

for (const [code, here, reason] of cases)
  test(`reasonOf() has a reason for ${code}: ${reason.source}`, () => {
    assert.match(reasonOf(new SystemError('bpf map', code), { ...usual, ...here }), reason);
  });

test('reasonOf() gives the last words of the verifier', () => {
  const error = new BpfError(
    'bpf program lookup',
    'EACCES',
    'first\nsecond\ninvalid access\nprocessed 3 insns\n',
  );
  assert.equal(
    reasonOf(error, usual),
    'bpf program lookup: EACCES: second; invalid access; processed 3 insns',
  );
});

test('isAtLeast() reads the releases of kernels', () => {
  for (const [text, is] of [
    ['5.10.0-30-amd64', false],
    ['5.11', true],
    ['5.9.16', false],
    ['6.1.0-13-amd64', true],
    ['6.18.44-fc-v595', true],
    ['10.0', true],
    ['', false],
  ] as const)
    assert.equal(isAtLeast(5, 11, text), is, text);
});
