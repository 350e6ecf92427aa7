import { useCallback } from 'react';
import { useLocation } from 'wouter';

interface Followed {
  readonly detail: { readonly href?: string | undefined; readonly external?: boolean | undefined };
  preventDefault(): void;
}

/** What links and menus of the design system do when they are followed: the page changes, and nothing is loaded anew. */
export function useFollow(): (event: Followed) => void {
  const [, navigate] = useLocation();
  return useCallback(
    (event) => {
      const { href, external } = event.detail;
      if (href === undefined || external === true || !href.startsWith('/')) return;
      event.preventDefault();
      navigate(href);
      window.scrollTo(0, 0);
    },
    [navigate],
  );
}
