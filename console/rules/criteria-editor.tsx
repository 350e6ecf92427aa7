import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import { useAnswer } from '../api/use-answer.ts';
import type { DraftCriterion } from './draft.ts';
import { isOperator, OPERATORS } from './operators.ts';
import { RULE_FIELDS } from './rules-query.ts';

const OPERATOR_OPTIONS = Object.entries(OPERATORS).map(([value, label]) => ({ value, label }));

interface EditorProps {
  readonly criteria: readonly DraftCriterion[];
  readonly onChange: (criteria: readonly DraftCriterion[]) => void;
}

/** The conditions of a rule. */
export function CriteriaEditor({ criteria, onChange }: EditorProps) {
  const fields = useAnswer(RULE_FIELDS, {}).data?.ruleFields ?? [];
  const options = fields.map((value) => ({ value }));
  const put = (index: number, changed: Partial<DraftCriterion>) =>
    onChange(criteria.map((each, at) => (at === index ? { ...each, ...changed } : each)));
  return (
    <AttributeEditor<DraftCriterion>
      items={criteria}
      addButtonText="Add a condition"
      removeButtonText="Remove"
      empty="Without a condition, the rule applies to every finding."
      onAddButtonClick={() => onChange([...criteria, { field: 'type', operator: 'EQUALS', values: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(criteria.filter((_, index) => index !== detail.itemIndex))}
      gridLayout={[{ breakpoint: 's', rows: [[3, 2, 5]] }, { rows: [[1], [1], [1]] }]}
      definition={[
        {
          label: 'Field',
          control: ({ field }, index) => (
            <Autosuggest
              ariaLabel="Field"
              value={field}
              options={options}
              enteredTextLabel={(value) => `Take "${value}"`}
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
          label: 'Values, one a line',
          control: ({ values }, index) => (
            <Textarea
              ariaLabel="Values, one a line"
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
