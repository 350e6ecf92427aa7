import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      identity
      name
      role
      scope {
        everything
        accountIds
        organizationalUnits
      }
    }
  }
`);

export type Viewer = ResultOf<typeof VIEWER>['viewer'];
export type Role = Viewer['role'];

/** Each role includes the ones before it. */
export const ROLES = ['VIEWER', 'ANALYST', 'ENGINEER', 'ADMIN'] as const satisfies readonly Role[];

/** The viewer; undefined until it is known. */
export function useViewer(): Viewer | undefined {
  return useAnswer(VIEWER, {}).data?.viewer;
}

/** Whether the viewer has a role. The API refuses the others anyway: this only decides what is offered. */
export function useMay(needed: Role): boolean {
  const viewer = useViewer();
  return viewer !== undefined && isAtLeast(viewer, needed);
}

export function isAtLeast({ role }: Viewer, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
