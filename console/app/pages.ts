import { lazy, type ComponentType } from 'react';
import { CONSOLE_PAGES, type ConsolePage } from '#services/model/console-pages.ts';
import { askAhead } from '../api/use-answer.ts';
import { OVERVIEW } from '../overview/overview-query.ts';
import type { Role } from './viewer.ts';

interface Page {
  /** Used in the navigation, the window's title and the breadcrumbs. */
  readonly title: string;
  /** Loaded when it is first opened. */
  readonly Component: ComponentType;
  /** The page of one item below it: `/findings/0d2f…`. */
  readonly One?: ComponentType<{ readonly id: string }>;
  /** The title of that page, where it is no item with an id. */
  readonly oneTitle?: string;
  /** Starts the first requests of the page that the browser opened, while its code still loads. */
  readonly ahead?: (search: URLSearchParams) => void;
  /** Shown only to viewers who see every account… */
  readonly everything?: true;
  /** …and have this role. This only hides links: the API itself refuses everybody else. */
  readonly role?: Role;
}

const overview = () => import('../overview/overview-page.tsx');
const findings = () => import('../findings/findings-page.tsx');

/** All pages by the first part of their path, in the order of the navigation. */
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
      // What addresses mean is a small part of that page, and arrives before the rest.
      void import('../findings/ahead.ts').then(({ askForFindings }) => askForFindings(search));
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
    One: lazy(() => import('../rules/rule-page.tsx')),
    oneTitle: 'Rule',
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

/** The page and the item that a path names. The item's id may contain slashes, as finding types do. */
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
