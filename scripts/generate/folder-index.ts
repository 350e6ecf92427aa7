import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A folder of definitions that pure rooms import as a list: there nothing can be looked for and waited for. */
interface Listed {
  readonly folder: string;
  readonly list: string;
  readonly type: string;
  readonly from: string;
}

const FOLDERS: readonly Listed[] = [
  {
    folder: 'services/resources',
    list: 'RESOURCE_KINDS',
    type: 'ResourceKind',
    from: '#services/model/resource-kind.ts',
  },
  { folder: 'services/actions', list: 'ACTION_KINDS', type: 'ActionKind', from: '#services/model/action-kind.ts' },
];

/**
 * The `index.ts` of each folder, and the names of formats, made of the names of files alone: by path from the project's
 * root.
 */
export function folderIndexes(): ReadonlyMap<string, string> {
  return new Map([
    ...FOLDERS.map((listed) => [`${listed.folder}/index.ts`, indexOf(listed)] as const),
    ['services/model/format-names.ts', formatNames()] as const,
  ]);
}

/** Names alone: a format's file is read when something is rendered in it. */
function formatNames(): string {
  const names = namesIn('services/formats').map((name) => `'${name}'`);
  return `// Written by npm run generate from the files in services/formats/.
export const FORMAT_NAMES = [${names.join(', ')}] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
`;
}

function indexOf({ folder, list, type, from }: Listed): string {
  const names = namesIn(folder);
  return `// Written by npm run generate from the files of this folder.
import type { ${type} } from '${from}';
${names.map((name) => `import ${camel(name)} from './${name}.ts';\n`).join('')}
export const ${list}: readonly ${type}[] = [
${names.map((name) => `  ${camel(name)},\n`).join('')}];
`;
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
}

function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
