import { enumName } from '#services/model/enum-name.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { SOURCES } from '#services/sources/index.ts';

/** The module with the kinds of logs as the console shows them, by its path. */
export function consoleSources(
  detectors: readonly AnyDetector[],
): readonly (readonly [path: string, content: string])[] {
  const readers = (source: string) => detectors.filter(({ from }) => from.source === source).length;
  const sources = SOURCES.toSorted((a, b) => readers(b.name) - readers(a.name));
  const names = sources.map(({ name }) => `  '${enumName(name)}',`);
  const lines = sources.map(({ name, label }) => `  ${enumName(name)}: '${label}',`);
  return [
    [
      'console/api/sources.ts',
      `// Written by npm run generate.
import type { graphql } from './graphql.ts';

export type SourceName = ReturnType<typeof graphql.scalar<'SourceName'>>;

/** Kinds of logs. Those that most detectors read come first. */
export const SOURCE_NAMES: readonly SourceName[] = [
${names.join('\n')}
];

/** What people call them. */
export const SOURCES: Readonly<Record<SourceName, string>> = {
${lines.join('\n')}
};
`,
    ],
  ];
}
