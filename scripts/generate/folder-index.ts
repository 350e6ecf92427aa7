import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A folder of definitions that are imported as a list: pure folders may not search the disk, nor wait for imports. */
interface Listed {
  readonly folder: string;
  readonly list: string;
  readonly type: string;
  readonly from: string;
  /** Set when each definition is a subfolder: the file in it. */
  readonly file?: string;
}

const FOLDERS: readonly Listed[] = [
  {
    folder: 'services/resources',
    list: 'RESOURCE_KINDS',
    type: 'ResourceKind',
    from: '#services/model/resource-kind.ts',
  },
  { folder: 'services/actions', list: 'ACTION_KINDS', type: 'ActionKind', from: '#services/model/action-kind.ts' },
  { folder: 'services/sources', list: 'SOURCES', type: 'AnySource', from: './log-source.ts', file: 'source.ts' },
  { folder: 'services/intel/feeds', list: 'FEEDS', type: 'Feed', from: '#services/model/feed.ts' },
  { folder: 'services/sinks', list: 'SINKS', type: 'AnySink', from: './kits/define-sink.ts' },
  { folder: 'services/inventory/lessons', list: 'LESSONS', type: 'Lesson', from: '../lesson.ts' },
  { folder: 'services/aws/inventory', list: 'INVENTORY', type: 'InventoryCalls', from: '../inventory.ts' },
  { folder: 'services/aws/enrolment', list: 'ENROLMENTS', type: 'EnrolmentCalls', from: '../enrolment.ts' },
  { folder: 'services/aws/logging', list: 'LOGGING', type: 'LoggingCalls', from: '../logging.ts' },
];

/**
 * The `index.ts` of each folder, and the names of formats and feeds, made from file names alone: by path from the
 * project's root.
 */
export function folderIndexes(): ReadonlyMap<string, string> {
  return new Map([
    ...FOLDERS.map((listed) => [`${listed.folder}/index.ts`, indexOf(listed)] as const),
    ['graphql/types/index.ts', loadsAll('graphql/types')] as const,
    ['services/model/format-names.ts', namesOf('services/formats', 'FORMAT_NAMES', 'FormatName')] as const,
    ['services/model/feed-names.ts', namesOf('services/intel/feeds', 'FEED_NAMES')] as const,
  ]);
}

/** For files that only need to be loaded: each adds itself to something that it imports. */
function loadsAll(folder: string): string {
  const imports = filesIn(folder).map((file) => `import './${file}';\n`);
  return `// Written by npm run generate from the files of this folder.\n${imports.join('')}`;
}

/** Names only: a file is loaded when it is needed. */
function namesOf(folder: string, list: string, type?: string): string {
  const names = filesIn(folder).map((file) => `'${file.slice(0, -'.ts'.length)}'`);
  return `// Written by npm run generate from the files in ${folder}/.
${constant(list, names, ' as const')}
${type === undefined ? '' : `export type ${type} = (typeof ${list})[number];\n`}`;
}

/** As the formatter writes it. */
function constant(declared: string, names: readonly string[], as: string): string {
  const short = `export const ${declared} = [${names.join(', ')}]${as};`;
  const long = `export const ${declared} = [\n${names.map((name) => `  ${name},\n`).join('')}]${as};`;
  return short.length > LINE_MAX ? long : short;
}

/** The formatter's line width. */
const LINE_MAX = 120;

function indexOf({ folder, list, type, from, file }: Listed): string {
  const root = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  const folders = readdirSync(root).map((name) => `${name}/${file}`);
  const paths = file === undefined ? filesIn(folder) : folders.filter((path) => existsSync(`${root}/${path}`));
  const found = paths.toSorted().map((path) => ({ name: camel(path.replace(/\.ts$|\/.*$/, '')), path }));
  const names = found.map(({ name }) => name);
  return `// Written by npm run generate from ${file === undefined ? 'the files' : `each ${file}`} of this folder.
import type { ${type} } from '${from}';
${found.map(({ name, path }) => `import ${name} from './${path}';\n`).join('')}
${constant(`${list}: readonly ${type}[]`, names, '')}
`;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)), { withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [entry.name] : []))
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .toSorted();
}

function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
