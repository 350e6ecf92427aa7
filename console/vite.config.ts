import { fileURLToPath } from 'node:url';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

/** The file of what every page needs. */
const FRAME = 'frame';

/** Its code: the frame itself, the overview, and what is loaded for it or for signing in and needed by the list, too. */
const FRAMED = [
  '/app/start.tsx',
  '/overview/overview-page.tsx',
  '/form-field/index.js',
  '/checkbox-icon/index.js',
  '/components/input/index.js',
  '/use-throttle-callback/index.js',
];

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

/** The first script imports the frame. The page asks for both at once, so that the frame does not wait for the script. */
function frameAtOnce(): Plugin {
  return {
    name: 'frame-at-once',
    transformIndexHtml: (_page, { bundle = {} }) =>
      Object.values(bundle).flatMap((file) => {
        if (file.type !== 'chunk' || file.name !== FRAME) return [];
        const styles = [...(file.viteMetadata?.importedCss ?? [])];
        return [
          linkTo(file.fileName, { rel: 'modulepreload' }),
          ...styles.map((path) => linkTo(path, { rel: 'preload', as: 'style' })),
        ];
      }),
  };
}

function linkTo(path: string, attrs: Readonly<Record<string, string>>): HtmlTagDescriptor {
  return { tag: 'link', attrs: { ...attrs, crossorigin: '', href: `/${path}` }, injectTo: 'head' };
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

/** The files of which a first visit to the list runs most functions. */
const RUN_AT_ONCE = [FRAME, 'list'];

/**
 * Chromium reads this first line of a file, and compiles all of its functions while it loads, in the background.
 * Otherwise it compiles each when it is first called, while the page waits.
 */
function compiledWhileLoaded(): Plugin {
  return {
    name: 'compiled-while-loaded',
    generateBundle: {
      // Last: others put lines before what is there.
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle))
          if (file.type === 'chunk' && RUN_AT_ONCE.includes(file.name))
            file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
      },
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [frameAtOnce(), fontsAsFiles(), withoutFeatureNews(), compiledWhileLoaded()],
  build: {
    outDir: fileURLToPath(new URL('../build/console', import.meta.url)),
    emptyOutDir: true,
    // The content security policy forbids assets inlined into styles or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'] },
            // One file is compressed better than many.
            { name: FRAME, test: (path) => FRAMED.some((end) => path.replaceAll('\\', '/').endsWith(end)) },
            // Includes the table, which other pages show, too: a separate file would cost a request.
            { name: 'list', test: /[\\/]findings[\\/]findings-page\.tsx$/ },
          ],
        },
      },
      onwarn(warning, warn) {
        // The directive `use client` concerns servers that render React; all of this code runs in a browser.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
