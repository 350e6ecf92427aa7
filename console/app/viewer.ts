import { useEffect } from 'react';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { inBrowser } from '../api/kept.ts';
import { session } from '../api/session.ts';
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

/** Whose cookie the browser has, as the tab knows that asked last. */
const HOLDER = 'vedette.viewer';

/**
 * All tabs of a browser send the same cookie. When somebody else logs in with one tab, the others are loaded again:
 * otherwise they would show one name and act under another. Tabs with a token of their own are left alone.
 */
export function useOneViewer(viewer: Viewer | undefined): void {
  const identity = session.token() === undefined ? viewer?.identity : undefined;
  useEffect(() => {
    if (identity === undefined) return undefined;
    inBrowser.set(HOLDER, identity);
    const compare = ({ key, newValue }: StorageEvent) => {
      if (key === HOLDER && newValue !== null && newValue !== identity) location.reload();
    };
    addEventListener('storage', compare);
    return () => removeEventListener('storage', compare);
  }, [identity]);
}
