import { graphql } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';

const ACCOUNT_NAMES = graphql(`
  query AccountNames {
    accounts {
      id: accountId
      name
      organizationalUnits
    }
    organizationTree {
      units {
        id: unitId
        name
      }
    }
  }
`);

/** What accounts are called, by id. Findings may be about others. */
export function useAccountNames(): ReadonlyMap<string, string> {
  const { data } = useAnswer(ACCOUNT_NAMES, {});
  return new Map(data?.accounts.map(({ id, name }) => [id, name]));
}

/** The organizational units that accounts are below, by account. */
export function useUnitsAbove(): ReadonlyMap<string, readonly string[]> {
  const { data } = useAnswer(ACCOUNT_NAMES, {});
  return new Map(data?.accounts.map(({ id, organizationalUnits }) => [id, organizationalUnits]));
}

/** What the organization calls its units, by id. */
export function useUnitNames(): ReadonlyMap<string, string> {
  const { data } = useAnswer(ACCOUNT_NAMES, {});
  return new Map(data?.organizationTree.units.map(({ id, name }) => [id, name]));
}
