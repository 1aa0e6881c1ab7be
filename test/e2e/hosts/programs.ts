import type { Child } from './child.ts';
import type { Host } from './hosts.ts';

/** Small programs for the hosts of a play. */

async function node(host: Host, program: string, ready: string | RegExp = 'open'): Promise<Child> {
  const child = host.start([process.execPath, '-e', program]);
  await child.waitFor(ready);
  return child;
}

/** Greets whoever connects to one address of the host. */
export const serveAt = (host: Host, port: number, address: string): Promise<Child> =>
  node(
    host,
    `require('node:net').createServer(socket => {
      socket.on('error', () => {});
      socket.end('hello');
    }).listen(${port}, '${address}', () => console.log('open'));`,
  );

/** Greets whoever connects to any of these ports, and sends every datagram back. */
export const serveAll = (host: Host, tcp: readonly number[], udp: readonly number[]): Promise<Child> =>
  node(
    host,
    `const started = [
      ...${JSON.stringify(tcp)}.map(port => new Promise(open => require('node:net').createServer(socket => {
        socket.on('error', () => {});
        socket.end('hello');
      }).listen(port, open))),
      ...${JSON.stringify(udp)}.map(port => new Promise(open => {
        const socket = require('node:dgram').createSocket('udp4');
        socket.on('message', (data, peer) => socket.send(data, peer.port, peer.address));
        socket.bind(port, open);
      })),
    ];
    Promise.all(started).then(() => console.log('open'));`,
  );

/** Sends a datagram to each port, again and again until all of them have sent something back. */
export const echo = (from: Host, address: string, ports: readonly number[]): string =>
  from.run([
    process.execPath,
    '-e',
    `const socket = require('node:dgram').createSocket('udp4');
    const left = new Set(${JSON.stringify(ports)});
    const send = () => { for (const port of left) socket.send('question', port, '${address}'); };
    const timer = setInterval(send, 200);
    socket.on('message', (data, { port }) => {
      left.delete(port);
      if (left.size > 0) return;
      clearInterval(timer);
      socket.close();
    });
    send();`,
  ]);

/** Asks by UDP from each of these ports, and is gone at once. */
export const askFrom = (host: Host, ports: readonly number[], target: string, port: number): string =>
  host.run([
    process.execPath,
    '-e',
    `for (const own of ${JSON.stringify(ports)}) {
      const socket = require('node:dgram').createSocket('udp4');
      socket.bind(own, () => socket.send('question', ${port}, '${target}', () => socket.close()));
    }`,
  ]);

/** Connects from a port of its own choice and resets the connection, which leaves nothing of it. */
export const abortFrom = (from: Host, own: number, address: string, port: number): string =>
  from.run([
    process.execPath,
    '-e',
    `const options = { host: '${address}', port: ${port}, localPort: ${own} };
    const socket = require('node:net').connect(options, () => socket.resetAndDestroy());`,
  ]);

/** Prints that it was asked, and answers every datagram at SIGUSR2 alone. */
export const answerWhenTold = (host: Host, port: number): Promise<Child> =>
  node(
    host,
    `const socket = require('node:dgram').createSocket('udp4');
    const answers = [];
    process.on('SIGUSR2', () => answers.splice(0).forEach(answer => answer()));
    socket.on('message', (data, peer) => {
      answers.push(() => socket.send(data, peer.port, peer.address, () => console.log('answered')));
      console.log('asked');
    });
    socket.bind(${port}, () => console.log('open'));`,
  );

/** Asks by UDP and keeps its socket until it is stopped. */
export const ask = (host: Host, target: string, port: number): Promise<Child> =>
  node(
    host,
    `const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', () => {});
    socket.send('question', ${port}, '${target}', () => console.log('open'));`,
  );

/** An FTP client in active mode: listens on any port and says which, until somebody has sent it data. */
export const receiveData = (host: Host): Promise<Child> =>
  node(
    host,
    `const server = require('node:net').createServer(socket => {
      socket.on('data', () => {}).on('end', () => { console.log('received'); server.close(); });
    }).listen(0, '::', () => console.log('port ' + server.address().port));`,
    /port \d+\n/,
  );

/** An FTP server in active mode: connects from port 20, sends and closes. */
export const sendData = (from: Host, address: string, port: number): string =>
  from.run([
    process.execPath,
    '-e',
    `require('node:net').connect({ host: '${address}', port: ${port}, localPort: 20 }, function () { this.end('x'.repeat(100000)); });`,
  ]);

/** Serves one connection, closes its listener at once and keeps talking for a second. */
export const serveOne = (host: Host, port: number): Promise<Child> =>
  node(
    host,
    `const server = require('node:net').createServer(socket => {
      server.close();
      socket.on('error', () => {});
      const timer = setInterval(() => socket.write('x'.repeat(5000)), 20);
      setTimeout(() => { clearInterval(timer); socket.end(); console.log('done'); }, 1000);
    }).listen(${port}, '::', () => console.log('open'));`,
  );

/** Connects, takes what comes and ends when the peer does. */
export const converse = (from: Host, address: string, port: number): string =>
  from.run([
    process.execPath,
    '-e',
    `require('node:net').connect(${port}, '${address}').on('data', () => {}).on('error', () => {});`,
  ]);

/** Connects and resets at once, as a client that was killed does. */
export const abort = (from: Host, address: string, port: number): string =>
  from.run([
    process.execPath,
    '-e',
    `for (let i = 0; i < 20; i++) {
      const socket = require('node:net').connect(${port}, '${address}', () => socket.resetAndDestroy()).on('error', () => {});
    }`,
  ]);
