import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ask } from '../api/ask.ts';
import { answers, useAnswer } from '../api/use-answer.ts';
import { notify } from '../app/notices.ts';
import { NotFound } from '../app/not-found.tsx';
import { Choice } from '../parts/choice.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { Problem } from '../parts/problem.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { CriteriaEditor } from './criteria-editor.tsx';
import { PreviewOf } from './preview-of.tsx';
import { criteriaOf, draftOf, draftOfRule, draftToPreview, NEW, type Draft, type End } from './draft.ts';
import { CHANGE_RULE, CREATE_RULE, PREVIEW_RULE, RULES, type Made } from './rules-query.ts';

const AS_NOW = { id: 'AS_NOW', text: 'When it does now' } as const;
const ENDS = [
  { id: 'AFTER_DAYS', text: 'After some days' },
  { id: 'NEVER', text: 'Never' },
] as const;

/** A new rule, or one that is changed. */
export default function RulePage({ id }: { readonly id: string }) {
  const [search] = useSearchParams();
  return id === 'new' ? <RuleEditor begun={{ ...NEW, criteria: criteriaOf(search) }} /> : <KeptRuleEditor id={id} />;
}

function KeptRuleEditor({ id }: { readonly id: string }) {
  const { data, error } = useAnswer(RULES, {});
  if (error && data === undefined) return <Problem error={error} />;
  if (data === undefined) return <PageSkeleton />;
  const kept = data.rules.find(({ rule }) => rule.id === id);
  return kept === undefined ? <NotFound /> : <RuleEditor key={id} id={id} begun={draftOfRule(kept)} />;
}

interface Props {
  /** Of the rule that is changed; a new one when absent. */
  readonly id?: string;
  readonly begun: Draft;
}

/** The editor for a rule, with a preview of its effects. */
function RuleEditor({ id, begun }: Props) {
  const [draft, setDraft] = useState(begun);
  const [made, setMade] = useState<Made>();
  const [failed, setFailed] = useState<string>();
  const [, navigate] = useLocation();
  const change = (changed: Partial<Draft>) => {
    setMade(undefined);
    setDraft({ ...draft, ...changed });
  };
  const send = async (question: () => Promise<{ readonly made: Made }>) => {
    setFailed(undefined);
    try {
      const answer = await question();
      setMade(answer.made);
      if (answer.made.rule === null) return;
      notify({ type: 'success', text: `${spelledShort(answer.made.rule.name)} is in force.` });
      await answers.invalidateQueries();
      navigate('/suppression');
    } catch (cause) {
      setFailed(cause instanceof Error ? cause.message : 'This did not work.');
    }
  };
  const rule = draftOf(draft, Date.now());
  const put = (force: boolean) =>
    id === undefined ? ask(CREATE_RULE, { rule, force }) : ask(CHANGE_RULE, { id, rule, force });
  const silences = made?.userErrors.some(({ code }) => code === 'SILENCES') ?? false;
  const verb = id === undefined ? 'Create' : 'Change';
  const problem = failed ?? made?.userErrors[0]?.message;
  return (
    <ContentLayout header={<Header variant="h1">{verb} a rule</Header>}>
      <form onSubmit={(event) => event.preventDefault()}>
        <Form
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button
                onClick={() =>
                  void send(() =>
                    ask(PREVIEW_RULE, { rule: draftToPreview(draft, Date.now()), ...(id !== undefined && { id }) }),
                  )
                }
              >
                Preview
              </Button>
              <Button variant="primary" onClick={() => void send(() => put(silences))}>
                {silences ? `${verb} anyway` : `${verb} rule`}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Matching findings</Header>}>
              <CriteriaEditor criteria={draft.criteria} onChange={(criteria) => change({ criteria })} />
            </Container>
            <Container header={<Header variant="h2">Effect and owner</Header>}>
              <SpaceBetween size="m">
                <Choice<Draft['effect']>
                  label="Effect"
                  selected={draft.effect}
                  options={[
                    { id: 'SUPPRESS', text: 'Suppress' },
                    { id: 'RATE', text: 'Change severity' },
                  ]}
                  onChoose={(effect) => change({ effect })}
                />
                {draft.effect === 'RATE' ? (
                  <FormField label="Severity" description="1 to 10.">
                    <Input
                      type="number"
                      value={draft.severity}
                      onChange={({ detail }) => change({ severity: detail.value })}
                    />
                  </FormField>
                ) : null}
                <FormField label="Name">
                  <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
                </FormField>
                <FormField label="Owner" description="The person or team responsible for this rule.">
                  <Input value={draft.owner} onChange={({ detail }) => change({ owner: detail.value })} />
                </FormField>
                <FormField label="Why">
                  <Textarea
                    rows={2}
                    value={draft.because}
                    onChange={({ detail }) => change({ because: detail.value })}
                  />
                </FormField>
                <Choice<End>
                  label="Ends"
                  selected={draft.ends}
                  options={draft.endsNow === null ? ENDS : [AS_NOW, ...ENDS]}
                  onChoose={(ends) => change({ ends })}
                />
                {draft.ends === 'AFTER_DAYS' ? (
                  <FormField
                    label="For how many days"
                    description="The rule then ends by itself, because its reason may not last."
                  >
                    <Input type="number" value={draft.days} onChange={({ detail }) => change({ days: detail.value })} />
                  </FormField>
                ) : null}
                {draft.ends === 'NEVER' ? (
                  <FormField label="Why it never ends">
                    <Input
                      value={draft.endlessBecause}
                      onChange={({ detail }) => change({ endlessBecause: detail.value })}
                    />
                  </FormField>
                ) : null}
              </SpaceBetween>
            </Container>
            {problem === undefined ? null : (
              <Alert type="error">
                <Untrusted text={problem} />
              </Alert>
            )}
            {made?.preview == null ? null : <PreviewOf preview={made.preview} />}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
