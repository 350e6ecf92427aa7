import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { CoverageFact } from './accounts-query.ts';
import { SOURCE_NAMES, SOURCES, type SourceName } from '../api/sources.ts';
import { REASONS } from './reasons.ts';
import { ResponsiveTable } from '../parts/responsive-table.tsx';

/** Coverage by Region and source. A fact without a Region or source holds for each of them. */
export function CoverageGrid({ facts }: { readonly facts: readonly CoverageFact[] }) {
  const regions = [...new Set(facts.flatMap(({ region }) => region ?? []))].toSorted();
  return (
    <ResponsiveTable
      wrapLines
      items={regions.length === 0 && facts.length > 0 ? [undefined] : regions}
      header={
        <Header variant="h2" description="What Vedette can see in this account, by Region and log source.">
          Coverage
        </Header>
      }
      ariaLabels={{ tableLabel: 'Coverage by Region and log source' }}
      empty={<Box textAlign="center">This account has not been checked yet.</Box>}
      columnDefinitions={[
        {
          id: 'region',
          header: 'Region',
          isRowHeader: true,
          minWidth: 130,
          cell: (region) => region ?? 'Every Region',
        },
        ...SOURCE_NAMES.map((kind) => ({
          id: kind,
          header: SOURCES[kind],
          minWidth: 120,
          cell: (region: string | undefined) => stateOf(facts.filter((fact) => holds(fact, region, kind))),
        })),
      ]}
    />
  );
}

function holds({ region, source }: CoverageFact, wanted: string | undefined, kind: SourceName): boolean {
  return (region === null || region === wanted) && (source === null || source === kind);
}

function stateOf(facts: readonly CoverageFact[]) {
  const fact = facts.find(({ state }) => state === 'GAP') ?? facts[0];
  if (fact === undefined) return '–';
  return <StatusIndicator type={fact.state === 'GAP' ? 'warning' : 'success'}>{REASONS[fact.reason]}</StatusIndicator>;
}
