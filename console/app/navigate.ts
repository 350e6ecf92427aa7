import { useCallback } from 'react';
import { useLocation } from 'wouter';

interface Followed {
  readonly detail: { readonly href?: string | undefined; readonly external?: boolean | undefined };
  preventDefault(): void;
}

/** Handler for links and menus of the design system: changes the page without a reload. */
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
