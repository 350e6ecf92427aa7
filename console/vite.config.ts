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

/**
 * The layout has a drawer for news about features, which the console does not use. Its list can be sorted by dragging,
 * which takes a twentieth of the first screen.
 */
function withoutFeatureNews(): Plugin {
  return {
    name: 'without-feature-news',
    enforce: 'pre',
    load: {
      filter: { id: /\/feature-notifications-drawer-content\.js$/ },
      handler: () => 'const Nothing = () => null; export { Nothing as default, Nothing as RuntimeContentPart };',
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [fontsAsFiles(), withoutFeatureNews()],
  build: {
    outDir: fileURLToPath(new URL('../build/console', import.meta.url)),
    emptyOutDir: true,
    // The content security policy forbids assets inlined into styles or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // What every page needs is compressed best in one piece.
      output: { codeSplitting: { groups: [{ name: 'frame', tags: ['$initial'] }] } },
      onwarn(warning, warn) {
        // The directive `use client` concerns servers that render React; all of this code runs in a browser.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
