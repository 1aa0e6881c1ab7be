import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cgroupMounts, findCgroupRoot } from '../../../../src/sentry/trap/kernel/cgroup.ts';
import { isOutside } from '../../../../src/sentry/trap/kernel/coverage.ts';

const line = (root: string, path: string, kind: string): string =>
  `30 23 0:26 ${root} ${path} rw,nosuid shared:4 - ${kind} cgroup2 rw,nsdelegate`;

test('cgroupMounts() finds cgroup v2, alone and beside v1', () => {
  assert.deepEqual(cgroupMounts(line('/', '/sys/fs/cgroup', 'cgroup2')), ['/sys/fs/cgroup']);
  const hybrid = [
    line('/', '/sys/fs/cgroup', 'tmpfs'),
    line('/', '/sys/fs/cgroup/cpu', 'cgroup'),
    line('/', '/sys/fs/cgroup/uni\\040fied', 'cgroup2'),
  ].join('\n');
  assert.deepEqual(cgroupMounts(hybrid), ['/sys/fs/cgroup/uni fied']);
});

test('cgroupMounts() leaves out what shows a part of the tree, and text that is none', () => {
  assert.deepEqual(cgroupMounts(line('/..', '/sys/fs/cgroup', 'cgroup2')), []);
  assert.deepEqual(cgroupMounts(line('/system.slice', '/mnt', 'cgroup2')), []);
  assert.deepEqual(cgroupMounts('- cgroup2\n\n - cgroup2 '), []);
});

test('findCgroupRoot() takes no folder that is not there, and none for the root of the kernel that is none', () => {
  assert.equal(findCgroupRoot(line('/', '/nowhere/at/all', 'cgroup2')), undefined);
  assert.equal(findCgroupRoot(''), undefined);
  assert.deepEqual(findCgroupRoot(line('/', '/usr', 'cgroup2')), { path: '/usr', isKernelRoot: false });
});

test('isOutside() knows a cgroup above the own one', () => {
  assert.equal(isOutside('0::/\n'), false);
  assert.equal(isOutside('4:memory:/../a\n0::/system.slice/sshd.service\n'), false);
  assert.equal(isOutside('0::/../../system.slice/sshd.service\n'), true);
  assert.equal(isOutside('1:cpu:/\n0::/..\n'), true);
});
