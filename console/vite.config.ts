import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The weights that every page shows. */
const FIRST_FONTS = /font-weight: ?(400|700);\s*font-style: ?normal/;

/**
 * The design system embeds its fonts in its styles. As separate files they are loaded only when a text needs them. The
 * page asks for the first ones at once, so that its text does not change its width when they arrive.
 */
function fontsAsFiles(): Plugin {
  return {
    name: 'fonts-as-files',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const assets = Object.values(bundle).filter((file) => file.type === 'asset');
      const first: string[] = [];
      for (const asset of assets.filter(({ fileName }) => fileName.endsWith('.css')))
        asset.source = String(asset.source).replace(/@font-face\s*{[^}]*}/g, (face) =>
          face.replace(/data:font\/woff2;base64,([A-Za-z0-9+/=]+)/, (_, base64: string) => {
            const font = this.emitFile({ type: 'asset', name: 'font.woff2', source: Buffer.from(base64, 'base64') });
            const path = `/${this.getFileName(font)}`;
            if (FIRST_FONTS.test(face)) first.push(path);
            return path;
          }),
        );
      const links = first.map((path) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${path}">`);
      for (const page of assets.filter(({ fileName }) => fileName.endsWith('.html')))
        page.source = String(page.source).replace('</head>', `${links.join('')}</head>`);
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
