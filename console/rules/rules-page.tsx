import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { ask } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useFollow } from '../app/navigate.ts';
import { notify } from '../app/notices.ts';
import { useMay } from '../app/viewer.ts';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { OPERATORS } from './operators.ts';
import { REMOVE_RULE, RULES, type KeptRule } from './rules-query.ts';

/** Rules that hide or rate findings, their owners, and their present effect. */
export default function RulesPage() {
  const { data, error, isPending, refetch } = useAnswer(RULES, {});
  const follow = useFollow();
  const may = useMay('ENGINEER');
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const remove = async ({ rule: { id, name } }: KeptRule) => {
    try {
      const { made } = await ask(REMOVE_RULE, { id });
      const [refused] = made.userErrors;
      notify(
        refused
          ? { type: 'error', text: refused.message }
          : { type: 'success', text: `${spelledShort(name)} was removed. The findings it suppressed are shown again.` },
      );
    } catch (cause) {
      notify({ type: 'error', text: cause instanceof Error ? cause.message : 'This did not work.' });
    }
    await refetch();
  };
  return (
    <ContentLayout>
      <ResponsiveTable<KeptRule>
        variant="full-page"
        items={data?.rules ?? []}
        loading={isPending}
        loadingText="Loading rules"
        wrapLines
        ariaLabels={{ tableLabel: 'Rules' }}
        header={
          <Header
            variant="awsui-h1-sticky"
            description="Rules suppress findings or change their severity. Suppressed findings are kept and can still be viewed."
            actions={
              may ? (
                <Button variant="primary" href="/suppression/new" onFollow={follow}>
                  Create rule
                </Button>
              ) : undefined
            }
          >
            Suppression
          </Header>
        }
        empty={
          <Nothing title="No rules">Create a rule here, or from a finding, which fills in the conditions.</Nothing>
        }
        columnDefinitions={[
          {
            id: 'name',
            header: 'Rule',
            isRowHeader: true,
            minWidth: 180,
            cell: ({ rule }) => (
              <>
                <Untrusted text={rule.name} short />
                <Box variant="small" display="block">
                  {rule.effect === 'SUPPRESS' ? 'hides' : `severity ${rule.severity ?? ''}`}
                </Box>
              </>
            ),
          },
          {
            id: 'criteria',
            header: 'Matching findings',
            minWidth: 260,
            cell: ({ rule }) =>
              rule.criteria.map(({ field, operator, values }) => (
                <div key={`${field} ${operator}`}>
                  <Untrusted text={`${field} ${OPERATORS[operator]} ${listed(values)}`} />
                </div>
              )),
          },
          {
            id: 'why',
            header: 'Why',
            minWidth: 200,
            cell: ({ rule }) => (
              <>
                <Untrusted text={rule.because} />
                <Box variant="small" display="block">
                  <Untrusted text={rule.owner} short />
                </Box>
              </>
            ),
          },
          {
            id: 'until',
            header: 'Until',
            minWidth: 170,
            cell: ({ rule, inForce }) => (
              <>
                <StatusIndicator type={inForce ? 'success' : 'stopped'}>
                  {inForce ? 'Active' : 'Expired'}
                </StatusIndicator>
                <Box variant="small" display="block">
                  {rule.expiresAt === null ? (
                    <Untrusted text={rule.endlessBecause ?? ''} />
                  ) : (
                    <Moment at={rule.expiresAt} />
                  )}
                </Box>
              </>
            ),
          },
          { id: 'findings', header: 'Findings', minWidth: 90, cell: ({ findings }) => findings.toLocaleString('en') },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 150,
            cell: (kept) =>
              may && kept.inForce ? (
                <SpaceBetween size="xs" direction="horizontal">
                  <Button
                    variant="inline-link"
                    ariaLabel={`Change ${spelledShort(kept.rule.name)}`}
                    href={`/suppression/${kept.rule.id}`}
                    onFollow={follow}
                  >
                    Change
                  </Button>
                  <Button
                    variant="inline-link"
                    ariaLabel={`Remove ${spelledShort(kept.rule.name)}`}
                    onClick={() => void remove(kept)}
                  >
                    Remove
                  </Button>
                </SpaceBetween>
              ) : null,
          },
        ]}
      />
    </ContentLayout>
  );
}

/** Bounds the values shown: a trusted list has hundreds. */
const VALUES_SHOWN = 10;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, VALUES_SHOWN).join(' or ');
  return values.length > VALUES_SHOWN ? `${shown} and ${values.length - VALUES_SHOWN} more` : shown;
}
