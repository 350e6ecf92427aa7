import { CONSOLE_PAGES, type ConsolePage } from '#services/model/console-pages.ts';
import { askAhead } from '../api/use-answer.ts';
import { askForFindings } from '../findings/ahead.ts';
import { OVERVIEW } from '../overview/overview-query.ts';
import { onDemand, type OnDemand } from '../parts/on-demand.tsx';
import type { Role } from './viewer.ts';

interface Page {
  /** Used in the navigation, the window's title and the breadcrumbs. */
  readonly title: string;
  readonly Component: OnDemand<object>;
  /** The page of one item below it: `/findings/0d2f…`. */
  readonly One?: OnDemand<{ readonly id: string }>;
  /** The title of that page, where it is not the id of the item. */
  readonly oneTitle?: string;
  /**
   * Sends the first request of the page that the browser opened, while its code still loads. Returns a promise if the
   * first rendering should wait for the answer, because the page is costly to render twice, as a table is.
   */
  readonly ahead?: (search: URLSearchParams) => Promise<void> | void;
  /** Shown only to viewers who see every account. */
  readonly everything?: true;
  /** Shown only to viewers with this role. This only hides links: the API itself refuses everybody else. */
  readonly role?: Role;
}

/** All pages by the first part of their path, in the order of the navigation. */
export const PAGES: Readonly<Record<ConsolePage, Page>> = {
  '': {
    title: 'Overview',
    Component: onDemand(() => import('../overview/overview-page.tsx')),
    ahead: () => void askAhead(OVERVIEW, {}),
  },
  findings: {
    title: 'Findings',
    Component: onDemand(() => import('../findings/findings-page.tsx')),
    ahead: askForFindings,
    One: onDemand(() => import('../finding/finding-page.tsx')),
  },
  accounts: {
    title: 'Accounts',
    Component: onDemand(() => import('../accounts/accounts-page.tsx')),
    One: onDemand(() => import('../accounts/account-page.tsx')),
  },
  detectors: {
    title: 'Detectors',
    Component: onDemand(() => import('../detectors/detectors-page.tsx')),
    One: onDemand(() => import('../detectors/detector-page.tsx')),
  },
  suppression: {
    title: 'Suppression',
    Component: onDemand(() => import('../rules/rules-page.tsx')),
    One: onDemand(() => import('../rules/rule-page.tsx')),
    oneTitle: 'Rule',
  },
  lists: { title: 'Lists', Component: onDemand(() => import('../lists/lists-page.tsx')), everything: true },
  deliveries: { title: 'Deliveries', Component: onDemand(() => import('../deliveries/deliveries-page.tsx')) },
  enrolment: { title: 'Enrolment', Component: onDemand(() => import('../enrolment/enrolment-page.tsx')) },
  settings: { title: 'Settings', Component: onDemand(() => import('../settings/settings-page.tsx')), everything: true },
  tokens: {
    title: 'Tokens',
    Component: onDemand(() => import('../tokens/tokens-page.tsx')),
    everything: true,
    role: 'ADMIN',
  },
  audit: {
    title: 'Audit',
    Component: onDemand(() => import('../audit/audit-page.tsx')),
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

/** Loads the code of the page at a path. With a query string, also sends the first request of that page (`ahead`). */
export async function loadPage(path: string, search?: URLSearchParams): Promise<void> {
  const { page, id } = placeOf(path);
  if (page === undefined) return;
  const { Component, One, ahead } = PAGES[page];
  const asked = id === undefined && search !== undefined ? ahead?.(search) : undefined;
  await Promise.all([(id === undefined ? Component : One)?.load?.(), asked]);
}
