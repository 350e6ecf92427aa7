import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { SEVERITIES, severityText } from '../parts/severities.ts';
import { Severity } from '../parts/severity.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import type { Statistics } from './overview-query.ts';

/** The number of active findings by severity. */
export function Counts({ statistics }: { readonly statistics: Statistics | undefined }) {
  // In a narrow window, large digits of a million would not fit beside each other.
  const size = useNarrow() ? 'heading-l' : 'display-l';
  const counts = new Map(statistics?.bySeverity.map(({ key, count }) => [key?.toUpperCase(), count]));
  return (
    <Container
      header={
        <Header variant="h2" counter={statistics && `(${statistics.findings.toLocaleString('en')})`}>
          Active findings
        </Header>
      }
    >
      <ColumnLayout columns={4} variant="text-grid" minColumnWidth={120}>
        {SEVERITIES.map((label) => {
          const count = (counts.get(label) ?? 0).toLocaleString('en');
          return (
            <div key={label}>
              <Box margin={{ bottom: 'xxs' }}>
                <Severity label={label} />
              </Box>
              {statistics === undefined ? (
                <Skeleton variant={`text-${size}`} width="3em" />
              ) : (
                <Link
                  href={hrefOf({ query: having(['severity', label.toLowerCase()]) })}
                  fontSize={size}
                  ariaLabel={`${count} of severity ${severityText(label)}`}
                >
                  {count}
                </Link>
              )}
            </div>
          );
        })}
      </ColumnLayout>
    </Container>
  );
}
