import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The build of the console, which `npm run build` and `npm start` run. `npm run console` serves it while you change it. */
const config = {
  root,
  resolve: { conditions: ['@tollgate/source', 'module', 'browser', 'production'] },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // `npm run console:sizes` checks the compressed sizes
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      onLog: (level, log, report) => {
        // libraries mark modules for server components, which the console does not have
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: { proxy: { '/api': process.env.GATEWAY ?? 'http://localhost:3000' } },
};

export { config as default };
