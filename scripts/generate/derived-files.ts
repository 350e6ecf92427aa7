import { schemaText } from '#graphql/schema.ts';
import { loadDetectors } from '#services/detectors.ts';
import { loadSinks } from '#services/sinks.ts';
import { commandIndex } from './command-index.ts';
import { consoleIntrospection } from './console-introspection.ts';
import { consoleSources } from './console-sources.ts';
import { countryNames } from './country-names.ts';
import { countryOutlines } from './country-outlines.ts';
import { detectorDocs } from './detector-docs.ts';
import { feedDocs } from './feed-docs.ts';
import { failureDocs } from './failure-docs.ts';
import { guardDutyPage } from './guardduty-docs.ts';
import { infraFiles } from './infra-files.ts';
import { ownTypesPage } from './own-docs.ts';
import { readme } from './readme-section.ts';
import { saidBy } from './said.ts';
import { settingsDocs } from './settings-docs.ts';

/** All files that are derived from definitions, by path from the project's root. */
export async function derivedFiles(): Promise<ReadonlyMap<string, string>> {
  const detectors = await loadDetectors();
  return new Map([
    ['README.md', readme(detectors)] as const,
    ['docs/guardduty.md', guardDutyPage(detectors)] as const,
    ['docs/own-types.md', ownTypesPage(detectors)] as const,
    ...detectorDocs(detectors, await saidBy(detectors)),
    ...settingsDocs({ detectors, sinks: await loadSinks() }),
    ...feedDocs(),
    ...(await commandIndex()),
    ...infraFiles(),
    ...failureDocs(),
    ...countryNames(),
    ...countryOutlines(),
    ...consoleIntrospection(),
    ...consoleSources(detectors),
    ['graphql/schema.graphql', schemaText()] as const,
  ]);
}
