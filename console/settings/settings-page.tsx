import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Problem } from '../parts/problem.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { valueText } from '../parts/value-text.ts';
import { WholeTable } from '../parts/whole-table.tsx';

const SETTINGS = graphql(`
  query Settings {
    settings {
      setting
      value
      from
      because
      achieved
    }
    settingsFile {
      path
      mistakes
      needsRestart
    }
  }
`);

type Answer = ResultOf<typeof SETTINGS>;

interface Row extends Pick<Answer['settings'][number], 'setting' | 'from' | 'because' | 'achieved'> {
  readonly text: string;
}

/** All settings, their sources, and the reasons for the defaults. */
export default function SettingsPage() {
  const { data, error, isPending, refetch } = useAnswer(SETTINGS, {});
  const rows = useMemo(
    () => (data?.settings ?? []).map(({ value, ...rest }): Row => ({ ...rest, text: valueText(value) })),
    [data],
  );
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ContentLayout>
      <SpaceBetween size="l">
        {data === undefined ? null : <FileState file={data.settingsFile} />}
        <WholeTable<Row>
          title="Settings"
          description="Settings come from vedette.yaml and from environment variables. Changes to detectors and known principals in the file apply within seconds, all others when the service restarts. Each detector's page shows its settings; here are those that somebody changed."
          rows={rows}
          trackBy="setting"
          loading={isPending}
          fields={['setting', 'text', 'from', 'because']}
          findBy="name, value, origin or reason"
          sortedBy="setting"
          pageSize={100}
          columns={[
            {
              id: 'setting',
              header: 'Setting',
              sortingField: 'setting',
              isRowHeader: true,
              minWidth: 200,
              cell: ({ setting }) => <Untrusted text={setting} short />,
            },
            {
              id: 'value',
              header: 'Value',
              sortingField: 'text',
              minWidth: 170,
              cell: ({ text, achieved }) => (
                <>
                  <Untrusted text={text} />
                  {achieved === null ? null : (
                    <Box variant="small" display="block">{`achieved: ${achieved.toFixed(2)}`}</Box>
                  )}
                </>
              ),
            },
            {
              id: 'from',
              header: 'Set by',
              sortingField: 'from',
              minWidth: 150,
              cell: ({ from }) =>
                from === 'default' ? (
                  'Default'
                ) : (
                  <Box variant="span" fontWeight="bold">
                    <Untrusted text={from} short />
                  </Box>
                ),
            },
            {
              id: 'because',
              header: 'Reason for the default',
              minWidth: 300,
              cell: ({ because }) => <Sentence text={because} />,
            },
          ]}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

/** The state of the settings file: its mistakes, or that a restart is needed; nothing if all is well. */
function FileState({ file: { path, mistakes, needsRestart } }: { readonly file: Answer['settingsFile'] }) {
  if (mistakes.length > 0)
    return (
      <Alert type="error" header="The settings file has mistakes. The previous settings stay in force">
        {mistakes.map((mistake) => (
          <div key={mistake}>
            <Untrusted text={mistake} />
          </div>
        ))}
      </Alert>
    );
  if (needsRestart.length > 0)
    return (
      <Alert type="info" header="Some changes need a restart of the service">
        <Untrusted text={path} short />: {needsRestart.join(', ')}
      </Alert>
    );
  return null;
}
