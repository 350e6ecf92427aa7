import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';

export const RULES = graphql(`
  query Rules {
    rules {
      inForce
      findings
      rule {
        id
        name
        effect
        severity
        owner
        because
        expiresAt
        endlessBecause
        createdBy
        createdAt
        criteria {
          field
          operator
          values
        }
      }
    }
  }
`);

export type KeptRule = ResultOf<typeof RULES>['rules'][number];

const MADE = graphql(`
  fragment Made on MadeRule {
    rule {
      id
      name
    }
    preview {
      matches
      earlier
      unseen
      byType {
        type
        count
      }
    }
    userErrors {
      code
      message
    }
  }
`);

export type Made = ResultOf<typeof MADE>;
export type RulePreview = NonNullable<Made['preview']>;

export const PREVIEW_RULE = graphql(
  `
    query PreviewRule($rule: RuleInput!, $id: ID) {
      made: previewRule(rule: $rule, id: $id) {
        ...Made
      }
    }
  `,
  [MADE],
);

export const CREATE_RULE = graphql(
  `
    mutation CreateRule($rule: RuleInput!, $force: Boolean) {
      made: createRule(rule: $rule, force: $force) {
        ...Made
      }
    }
  `,
  [MADE],
);

export const CHANGE_RULE = graphql(
  `
    mutation ChangeRule($id: ID!, $rule: RuleInput!, $force: Boolean) {
      made: changeRule(id: $id, rule: $rule, force: $force) {
        ...Made
      }
    }
  `,
  [MADE],
);

export const RULE_FIELDS = graphql(`
  query RuleFields {
    ruleFields
  }
`);

export const REMOVE_RULE = graphql(
  `
    mutation RemoveRule($id: ID!) {
      made: removeRule(id: $id) {
        ...Made
      }
    }
  `,
  [MADE],
);

export type RuleInput = VariablesOf<typeof CREATE_RULE>['rule'];
export type Operator = RuleInput['criteria'][number]['operator'];
