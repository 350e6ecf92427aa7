// The script that the browser runs first. It is small, and requests everything that the first page needs at once: its
// answers, its code, and the frame around it.
import { askAhead } from './api/use-answer.ts';
import { loadPage } from './app/pages.ts';
import { VIEWER } from './app/viewer.ts';

const search = history.state === null ? new URLSearchParams(location.search) : undefined;
const complete = Promise.allSettled([loadPage(location.pathname, search), askAhead(VIEWER, {})]);
void import('./app/start.tsx').then(
  ({ start }) => start(complete),
  () => document.body.prepend('The console could not be loaded: the service was not reached. Reload the page.'),
);
