// The page's bundle. Both hosts serve it under a policy that allows no inline script or style and no data: font.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '..');

export default defineConfig({
  root: join(root, 'renderer'),
  base: './',
  plugins: [react()],
  build: {
    emptyOutDir: true,
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Everything comes from this machine: one request less is worth nothing, and the warning says nothing.
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
  },
});
