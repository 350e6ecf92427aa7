import '@cloudscape-design/global-styles/index.css';
import './console.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en.json';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { answers } from './api/use-answer.ts';
import { applyPreferences } from './app/preferences.ts';
import { PAGES, placeOf } from './app/pages.ts';
import { Shell } from './app/shell.tsx';

applyPreferences();
// Starts loading the page's code and its first requests while this renders.
const { page, id } = placeOf(location.pathname);
if (page !== undefined && id === undefined && history.state === null)
  PAGES[page].ahead?.(new URLSearchParams(location.search));

const place = document.getElementById('console');
if (place === null) throw new Error('index.html has a place for the console.');
createRoot(place).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={answers}>
        <Shell />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
