import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useSearchParams } from 'wouter';
import { useAnswer } from '../api/use-answer.ts';
import { useFollow } from '../app/navigate.ts';
import { useMay } from '../app/viewer.ts';
import { CaseActions } from '../cases/case-actions.tsx';
import { CaseTab } from '../cases/case-tab.tsx';
import { Status } from '../cases/status.tsx';
import { Link } from '../parts/link.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { Problem } from '../parts/problem.tsx';
import { Severity } from '../parts/severity.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { newRuleHref } from '../rules/draft.ts';
import { Documents } from './documents.tsx';
import { Evidence } from './evidence.tsx';
import { ASKED, FINDING } from './finding-query.ts';
import { Happened } from './happened.tsx';
import { Involved } from './involved.tsx';
import { Related } from './related.tsx';
import { Respond } from './respond.tsx';
import { Why } from './why.tsx';

/** Names of the tabs in addresses. */
const TABS = ['story', 'evidence', 'involved', 'related', 'case', 'documents'] as const;

/** One finding: what happened, why it fired, and what to do. */
export default function FindingPage({ id }: { readonly id: string }) {
  const { data, error, isPending, refetch } = useAnswer(FINDING, { id }, { keep: false });
  const finding = data?.finding ?? undefined;
  const asked = useAnswer(
    ASKED,
    { type: finding?.type ?? '', accountId: finding?.accountId ?? '' },
    { enabled: finding !== undefined, keep: false },
  );
  const [search, setSearch] = useSearchParams();
  const follow = useFollow();
  const may = useMay('ENGINEER');
  if (isPending) return <PageSkeleton />;
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (finding === undefined) return <Gone />;
  const detector = asked.data?.detector ?? undefined;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              {may ? (
                <Button href={newRuleHref(finding)} onFollow={follow}>
                  Suppress
                </Button>
              ) : null}
              <CaseActions cases={[finding]} />
            </SpaceBetween>
          }
          description={
            <SpaceBetween size="xs" direction="horizontal" alignItems="center">
              <Severity label={finding.severityLabel} />
              <Link href={`/detectors/${finding.type}`}>
                <Untrusted text={finding.type} short />
              </Link>
              <Status status={finding.status} />
              {finding.suppressedBy === null ? null : <Link href="/suppression">Suppressed by a rule</Link>}
              {finding.assignee === null ? null : (
                <span>
                  Assigned to <Untrusted text={finding.assignee} short />
                </span>
              )}
            </SpaceBetween>
          }
        >
          <Untrusted text={finding.title} />
        </Header>
      }
    >
      <Tabs
        ariaLabel="Sections of the finding"
        activeTabId={TABS.find((tab) => tab === search.get('tab')) ?? 'story'}
        onChange={({ detail: { activeTabId: tab } }) => setSearch(tab === 'story' ? {} : { tab }, { replace: true })}
        tabs={[
          {
            id: 'story',
            label: 'What happened',
            content: (
              <SpaceBetween size="l">
                <Happened finding={finding} />
                <Why finding={finding} detector={detector} error={asked.error} />
                {detector === undefined ? null : <Respond detector={detector} />}
              </SpaceBetween>
            ),
          },
          { id: 'evidence', label: 'Evidence', content: <Evidence finding={finding} /> },
          { id: 'involved', label: 'Actor and resource', content: <Involved finding={finding} /> },
          { id: 'related', label: 'Related', content: <Related finding={finding} /> },
          { id: 'case', label: 'Case', content: <CaseTab id={id} /> },
          { id: 'documents', label: 'JSON', content: <Documents id={id} /> },
        ]}
      />
    </ContentLayout>
  );
}

function Gone() {
  return (
    <Box textAlign="center" padding={{ vertical: 'xxxl' }}>
      <Box variant="h1">Finding not found</Box>
      <Box variant="p" color="text-body-secondary">
        It may be past its retention, or belong to an account that you cannot see.
      </Box>
      <Link href="/findings">Go to the findings</Link>
    </Box>
  );
}
