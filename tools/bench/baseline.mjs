// A minimal Fastify server: the upper bound for a Node gateway on this machine.
import Fastify from 'fastify';

const body = JSON.parse(process.argv[2] ?? '{}');
const server = Fastify();
server.get('/api/user/self', () => body);
await server.listen({ port: 0, host: '127.0.0.1' });
const { port } = /** @type {import('node:net').AddressInfo} */ (server.server.address());
process.send?.({ port });
process.on('disconnect', () => void server.close());
