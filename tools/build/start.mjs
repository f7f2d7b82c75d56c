// The build of `npm start`: the services and the console, concurrently.
await Promise.all([import('./swc.mjs'), import('./console.mjs')]);
