import type { Page, Request } from 'playwright-core';

/** The most that the first screen may load, with the chart that is loaded when it comes into view. */
export const FIRST_SCREEN_BYTES = 400_000;

/** How many bytes of answers, as they were sent, a page loads in the course of an act, without its fonts. */
export async function bytesLoaded(page: Page, act: () => Promise<void>): Promise<number> {
  const loaded: Promise<number>[] = [];
  const measure = (request: Request) => {
    if (request.resourceType() === 'font') return;
    loaded.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  };
  page.on('requestfinished', measure);
  await act();
  page.off('requestfinished', measure);
  return (await Promise.all(loaded)).reduce((sum, bytes) => sum + bytes, 0);
}
