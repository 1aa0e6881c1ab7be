import { e2e } from '../e2e/hosts/require.ts';
import { isLong } from '../support/long.ts';
import { bareDebian12, bareDebian13, readyDebian12, thisMachine } from '../systemd/roots.ts';
import { threeCommandsBan } from './first-ban.ts';
import { packageLives } from './life.ts';
import { fail2banIsNotThere, packageGoesAnyway } from './odd.ts';
import { byDpkg, onServer } from './server.ts';

const bare = [
  { name: 'a bare Debian 12', root: bareDebian12 },
  { name: 'a bare Debian 13', root: bareDebian13 },
];

if (!isLong)
  e2e(
    'the package on this machine, by dpkg',
    t => onServer(thisMachine.path, server => packageLives(t, server), byDpkg),
    thisMachine.lacking,
  );
else {
  for (const { name, root } of bare)
    e2e(`the package on ${name}`, t => onServer(root.path, server => packageLives(t, server)), root.lacking);

  for (const { name, root } of bare)
    e2e(
      `three commands bring the first ban on ${name}`,
      t => onServer(root.path, server => threeCommandsBan(t, server)),
      root.lacking,
    );

  e2e(
    'the package on servers that are not as they should be',
    t => onServer(readyDebian12.path, server => packageGoesAnyway(t, server)),
    readyDebian12.lacking,
  );

  e2e(
    'the package on a bare Debian 12 without Fail2ban',
    () => onServer(bareDebian12.path, async server => fail2banIsNotThere(server)),
    bareDebian12.lacking,
  );
}
