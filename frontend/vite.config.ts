import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The policy of the page allows no data: URL but for pictures, and no inline script.
    assetsInlineLimit: 0,
    // What each page loads first is weighed from it, and it is removed before anything is served.
    manifest: true,
    modulePreload: { polyfill: false },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
});
