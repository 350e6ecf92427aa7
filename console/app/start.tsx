import '@cloudscape-design/global-styles/index.css';
import '../console.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en.json';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { answers } from '../api/use-answer.ts';
import { applyPreferences } from './preferences.ts';
import { Shell } from './shell.tsx';

/** The frame waits this long for the viewer and the page, to be rendered once and complete. */
const PATIENCE_MS = 250;

/** Shows the console, as soon as what its first page needs is there. */
export function start(complete: Promise<unknown>): void {
  applyPreferences();
  const place = document.getElementById('console');
  if (place === null) throw new Error('index.html has a place for the console.');
  const root = createRoot(place);
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
}
