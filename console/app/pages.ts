import { lazy, type ComponentType } from 'react';
import { CONSOLE_PAGES, type ConsolePage } from '#services/model/console-pages.ts';
import { askAhead } from '../api/use-answer.ts';
import { FINDINGS, pageOf } from '../findings/findings-query.ts';
import { viewOf } from '../findings/view.ts';
import { OVERVIEW } from '../overview/overview-query.ts';
import type { Role } from './viewer.ts';

interface Page {
  /** In the navigation, the title of the window and the trail. */
  readonly title: string;
  /** Loaded when it is first opened. */
  readonly Component: ComponentType;
  /** What is below it: `/findings/0d2f…`. */
  readonly One?: ComponentType<{ readonly id: string }>;
  /** Begins to load the page that the browser was opened at, and what it asks first: neither waits for the other. */
  readonly ahead?: (search: URLSearchParams) => void;
  /** Offered only to whoever sees every account… */
  readonly everything?: true;
  /** …and has this role. The API refuses others whatever is offered. */
  readonly role?: Role;
}

const overview = () => import('../overview/overview-page.tsx');
const findings = () => import('../findings/findings-page.tsx');

/** Every page by the first part of its path, in the order of the navigation. */
export const PAGES: Readonly<Record<ConsolePage, Page>> = {
  '': {
    title: 'Overview',
    Component: lazy(overview),
    ahead() {
      void overview();
      askAhead(OVERVIEW, {});
    },
  },
  findings: {
    title: 'Findings',
    Component: lazy(findings),
    ahead(search) {
      void findings();
      const view = viewOf(search);
      if (view.group === undefined) askAhead(FINDINGS, pageOf(view));
    },
    One: lazy(() => import('../finding/finding-page.tsx')),
  },
  accounts: {
    title: 'Accounts',
    Component: lazy(() => import('../accounts/accounts-page.tsx')),
    One: lazy(() => import('../accounts/account-page.tsx')),
  },
  detectors: {
    title: 'Detectors',
    Component: lazy(() => import('../detectors/detectors-page.tsx')),
    One: lazy(() => import('../detectors/detector-page.tsx')),
  },
  suppression: {
    title: 'Suppression',
    Component: lazy(() => import('../rules/rules-page.tsx')),
    One: lazy(() => import('../rules/new-rule-page.tsx')),
  },
  lists: { title: 'Lists', Component: lazy(() => import('../lists/lists-page.tsx')), everything: true },
  deliveries: { title: 'Deliveries', Component: lazy(() => import('../deliveries/deliveries-page.tsx')) },
  enrolment: { title: 'Enrolment', Component: lazy(() => import('../enrolment/enrolment-page.tsx')) },
  settings: { title: 'Settings', Component: lazy(() => import('../settings/settings-page.tsx')), everything: true },
  tokens: {
    title: 'Tokens',
    Component: lazy(() => import('../tokens/tokens-page.tsx')),
    everything: true,
    role: 'ADMIN',
  },
  audit: {
    title: 'Audit',
    Component: lazy(() => import('../audit/audit-page.tsx')),
    everything: true,
    role: 'ADMIN',
  },
};

/** The page that a path names, and the one thing of it. What is below may have slashes of its own, as finding types do. */
export function placeOf(path: string): { readonly page: ConsolePage | undefined; readonly id: string | undefined } {
  const [, first = '', ...rest] = path.split('/');
  const page = CONSOLE_PAGES.find((each) => each === first);
  const below = rest.join('/');
  return { page, id: below === '' ? undefined : decoded(below) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
