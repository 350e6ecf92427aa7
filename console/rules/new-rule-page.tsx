import Alert from '@cloudscape-design/components/alert';
import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ask } from '../api/ask.ts';
import { answers } from '../api/use-answer.ts';
import { notify } from '../app/notices.ts';
import { NotFound } from '../app/not-found.tsx';
import { Choice } from '../parts/choice.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { isOperator, OPERATORS } from './operators.ts';
import { PreviewOf } from './preview-of.tsx';
import { criteriaOf, draftOf, type Draft, type DraftCriterion } from './draft.ts';
import { CREATE_RULE, PREVIEW_RULE, type Made } from './rules-query.ts';

const OPERATOR_OPTIONS = Object.entries(OPERATORS).map(([value, label]) => ({ value, label }));

/** The editor for a rule, with a preview of its effects. */
export default function NewRulePage({ id }: { readonly id: string }) {
  const [search] = useSearchParams();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: '',
    effect: 'SUPPRESS',
    severity: '2',
    criteria: criteriaOf(search),
    owner: '',
    because: '',
    days: '90',
  }));
  const [made, setMade] = useState<Made>();
  const [failed, setFailed] = useState<string>();
  const [, navigate] = useLocation();
  if (id !== 'new') return <NotFound />;
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
  const silences = made?.userErrors.some(({ code }) => code === 'SILENCES') ?? false;
  const problem = failed ?? made?.userErrors[0]?.message;
  return (
    <ContentLayout header={<Header variant="h1">Create a rule</Header>}>
      <form onSubmit={(event) => event.preventDefault()}>
        <Form
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={() => void send(() => ask(PREVIEW_RULE, { rule }))}>Preview</Button>
              <Button variant="primary" onClick={() => void send(() => ask(CREATE_RULE, { rule, force: silences }))}>
                {silences ? 'Create anyway' : 'Create rule'}
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
                    { id: 'SUPPRESS', text: 'Suppress them' },
                    { id: 'RATE', text: 'Rate them' },
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
                <FormField
                  label="Valid for (days)"
                  description="The rule expires by itself, because what is right today may not stay right."
                >
                  <Input type="number" value={draft.days} onChange={({ detail }) => change({ days: detail.value })} />
                </FormField>
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

interface EditorProps {
  readonly criteria: readonly DraftCriterion[];
  readonly onChange: (criteria: readonly DraftCriterion[]) => void;
}

function CriteriaEditor({ criteria, onChange }: EditorProps) {
  const put = (index: number, changed: Partial<DraftCriterion>) =>
    onChange(criteria.map((each, at) => (at === index ? { ...each, ...changed } : each)));
  return (
    <AttributeEditor<DraftCriterion>
      items={criteria}
      addButtonText="Add condition"
      removeButtonText="Remove"
      empty="No condition: the rule would match every finding."
      onAddButtonClick={() => onChange([...criteria, { field: 'type', operator: 'EQUALS', values: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(criteria.filter((_, index) => index !== detail.itemIndex))}
      definition={[
        {
          label: 'Field',
          control: ({ field }, index) => (
            <Input
              ariaLabel="Field"
              value={field}
              placeholder="type, accountId, resourceId, remoteAddress, tag:KEY"
              onChange={({ detail }) => put(index, { field: detail.value })}
            />
          ),
        },
        {
          label: 'Condition',
          control: ({ operator }, index) => (
            <Select
              ariaLabel="Condition"
              selectedOption={OPERATOR_OPTIONS.find(({ value }) => value === operator) ?? null}
              options={OPERATOR_OPTIONS}
              onChange={({ detail }) => {
                const { value } = detail.selectedOption;
                if (isOperator(value)) put(index, { operator: value });
              }}
            />
          ),
        },
        {
          label: 'Values, one per line',
          control: ({ values }, index) => (
            <Textarea
              ariaLabel="Values, one per line"
              rows={1}
              value={values}
              onChange={({ detail }) => put(index, { values: detail.value })}
            />
          ),
        },
      ]}
    />
  );
}
