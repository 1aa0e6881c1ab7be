import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { e2e } from '../e2e/hosts/require.ts';
import { bootsBehind } from './boot-order.ts';
import { thisMachine } from './roots.ts';
import { onBooted } from './stage.ts';

/** Unpacked by `make tools`, since to install them would start them on this machine. */
const unpacked = resolve('var/services');
const installed = existsSync('/usr/bin/redis-server') && existsSync('/usr/sbin/rpcbind');
const users = `groupadd --system redis && useradd --system --gid redis redis && useradd --system _rpc
  install -d -o redis -g redis /var/lib/redis /var/log/redis && chown -R redis:redis /etc/redis
  touch /var/log/auth.log && ldconfig && systemctl daemon-reload`;

e2e(
  'an enabled sentry starts behind the services that want its ports, at every boot, without a cycle',
  () =>
    onBooted(thisMachine.path, async stage => {
      if (!installed) {
        stage.host.unpack(unpacked);
        stage.host.sh(users);
      }
      await bootsBehind(stage, ['redis-server.service', 'rpcbind.service']);
    }),
  thisMachine.lacking ?? (installed || existsSync(unpacked) ? undefined : 'needs redis-server (make tools)'),
);
