import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The design system's styles hold its fonts. As files of their own they are loaded when a letter of them is shown. */
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
    // What stands in the text of a style or a script instead of a file would be against the page's own policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      onwarn(warning, warn) {
        // Says to servers that render React what runs in a browser; everything here does.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
