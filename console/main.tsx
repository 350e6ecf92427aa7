import '@cloudscape-design/global-styles/index.css';
import './console.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en.json';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { answers, askAhead } from './api/use-answer.ts';
import { applyPreferences } from './app/preferences.ts';
import { loadPage } from './app/pages.ts';
import { Shell } from './app/shell.tsx';
import { VIEWER } from './app/viewer.ts';

/** The frame waits this long for the viewer and the page, to be rendered once and complete. */
const PATIENCE_MS = 250;

applyPreferences();
const place = document.getElementById('console');
if (place === null) throw new Error('index.html has a place for the console.');
const root = createRoot(place);
const search = history.state === null ? new URLSearchParams(location.search) : undefined;
const complete = Promise.allSettled([loadPage(location.pathname, search), askAhead(VIEWER, {})]);
const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
void Promise.race([complete, late]).then(() =>
  root.render(
    <StrictMode>
      <I18nProvider locale="en" messages={[messages]}>
        <QueryClientProvider client={answers}>
          <Shell />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  ),
);
