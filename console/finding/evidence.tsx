import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useMay } from '../app/viewer.ts';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import type { ShownFinding } from './finding-query.ts';
import { RawRecords } from './raw-records.tsx';

type Proof = ShownFinding['service']['evidence'];

/** The records that led to the finding, in order of time, and the matching lists. */
export function Evidence({ finding }: { readonly finding: ShownFinding }) {
  const { evidence } = finding.service;
  const may = useMay('ANALYST');
  return (
    <SpaceBetween size="l">
      <Records origins={evidence.origins} of={finding.service.count} />
      {may && evidence.origins.length > 0 ? <RawRecords id={finding.id} count={evidence.origins.length} /> : null}
      {evidence.threatIntelligenceDetails.length === 0 ? null : <Lists lists={evidence.threatIntelligenceDetails} />}
    </SpaceBetween>
  );
}

/** Links to the trace of the log object's processing, where traces are kept. */
const TRACE: TableProps.ColumnDefinition<Proof['origins'][number]> = {
  id: 'trace',
  header: 'Trace',
  minWidth: 90,
  cell: ({ traceUrl, position }) =>
    traceUrl === null ? (
      '–'
    ) : (
      <Link href={traceUrl} ariaLabel={`Trace of the log object of record ${position}`}>
        Trace
      </Link>
    ),
};

function Records({ origins, of }: { readonly origins: Proof['origins']; readonly of: number }) {
  const columns: TableProps<Proof['origins'][number]>['columnDefinitions'] = [
    { id: 'time', header: 'Time', minWidth: 190, isRowHeader: true, cell: ({ time }) => <Moment at={time} /> },
    {
      id: 'object',
      header: 'Log object',
      minWidth: 280,
      cell: ({ object }) => (
        <div className="copied">
          <CopyToClipboard
            variant="icon"
            textToCopy={object}
            copyButtonAriaLabel="Copy the log object's address"
            copySuccessText="Copied"
            copyErrorText="Not copied"
          />
          <Untrusted text={object} />
        </div>
      ),
    },
    { id: 'position', header: 'Position', minWidth: 90, cell: ({ position }) => position },
    { id: 'id', header: 'Event', minWidth: 200, cell: ({ id }) => (id === null ? '–' : <Untrusted text={id} />) },
    ...(origins.some(({ traceUrl }) => traceUrl !== null) ? [TRACE] : []),
  ];
  return (
    <ResponsiveTable
      items={origins}
      wrapLines
      header={
        <Header
          counter={`(${origins.length})`}
          description={
            origins.length < of
              ? `The earliest of ${of.toLocaleString('en')} records that led to this finding. Each can be looked up in the logs.`
              : 'The records that led to this finding. Each can be looked up in the logs.'
          }
        >
          Log records
        </Header>
      }
      ariaLabels={{ tableLabel: 'Log records' }}
      empty={<Box textAlign="center">No records were kept.</Box>}
      columnDefinitions={columns}
    />
  );
}

function Lists({ lists }: { readonly lists: Proof['threatIntelligenceDetails'] }) {
  const columns: TableProps<Proof['threatIntelligenceDetails'][number]>['columnDefinitions'] = [
    {
      id: 'list',
      header: 'List',
      isRowHeader: true,
      cell: ({ threatListName }) => <Untrusted text={threatListName} />,
    },
    { id: 'entries', header: 'Entries', cell: ({ threatNames }) => <Untrusted text={threatNames.join(', ')} /> },
    { id: 'version', header: 'Version (SHA-256)', cell: ({ threatFileSha256 }) => threatFileSha256.slice(0, 12) },
  ];
  return (
    <ResponsiveTable
      items={lists}
      wrapLines
      header={<Header>Matching lists</Header>}
      ariaLabels={{ tableLabel: 'Matching lists' }}
      columnDefinitions={columns}
    />
  );
}
