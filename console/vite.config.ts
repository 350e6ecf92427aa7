import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The design system embeds its fonts in its styles. As separate files they are loaded only when a text needs them. */
function fontsAsFiles(): Plugin {
  return {
    name: 'fonts-as-files',
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
        asset.source = String(asset.source).replace(
          /data:font\/woff2;base64,([A-Za-z0-9+/=]+)/g,
          (_, base64: string) => {
            const font = this.emitFile({ type: 'asset', name: 'font.woff2', source: Buffer.from(base64, 'base64') });
            return `/${this.getFileName(font)}`;
          },
        );
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [fontsAsFiles()],
  build: {
    outDir: fileURLToPath(new URL('../build/console', import.meta.url)),
    emptyOutDir: true,
    // The content security policy forbids assets inlined into styles or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      onwarn(warning, warn) {
        // The directive `use client` concerns servers that render React; all of this code runs in a browser.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
