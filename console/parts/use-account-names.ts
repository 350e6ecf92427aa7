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

/** Names of accounts by id. Findings may be about other accounts, too. */
export function useAccountNames(): ReadonlyMap<string, string> {
  const { data } = useAnswer(ACCOUNT_NAMES, {});
  return new Map(data?.accounts.map(({ id, name }) => [id, name]));
}

/** The organizational units above each account, by its id. */
export function useUnitsAbove(): ReadonlyMap<string, readonly string[]> {
  const { data } = useAnswer(ACCOUNT_NAMES, {});
  return new Map(data?.accounts.map(({ id, organizationalUnits }) => [id, organizationalUnits]));
}

/** Names of organizational units by id. */
export function useUnitNames(): ReadonlyMap<string, string> {
  const { data } = useAnswer(ACCOUNT_NAMES, {});
  return new Map(data?.organizationTree.units.map(({ id, name }) => [id, name]));
}
