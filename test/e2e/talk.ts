/** Talks over a network for a test: `serve PORT`, `ask tcp|udp FROM TO PORT`, `hear TO PORT FILE`. */
import { createSocket } from 'node:dgram';
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const [role, ...args] = process.argv.slice(2);

if (role === 'serve') serve(Number(args[0]));
else if (role === 'ask') ask(args);
else hear(args);

/** Answers with what it was sent, over TCP and UDP, and speaks of its own accord over TCP. */
function serve(port: number): void {
  createServer(socket => {
    const tick = setInterval(() => socket.write('.'), 100);
    socket.on('error', () => {}).on('close', () => clearInterval(tick));
    socket.pipe(socket);
  }).listen(port, '::');
  const udp = createSocket('udp6');
  udp.on('message', (data, from) => udp.send(data, from.port, from.address)).bind(port, '::');
}

/** Ends well when it is answered within a second. */
function ask([protocol, from = '', to = '', port]: string[]): void {
  setTimeout(() => process.exit(1), 1000);
  const answered = (): never => process.exit(0);
  if (protocol === 'tcp')
    connect({ port: Number(port), host: to, localAddress: from })
      .on('error', () => process.exit(1))
      .once('data', answered);
  else {
    const udp = createSocket(to.includes(':') ? 'udp6' : 'udp4').once('message', answered);
    udp.on('error', () => process.exit(1)).bind(0, from, () => udp.send('hi', Number(port), to));
  }
}

/** Says nothing at all, and writes what it hears to a file. */
function hear([to = '', port, file = '']: string[]): void {
  connect(Number(port), to).on('data', data => appendFileSync(file, data));
}
