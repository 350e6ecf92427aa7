import CloudscapeLink, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useFollow } from '../app/navigate.ts';

interface Props extends Pick<LinkProps, 'variant' | 'fontSize' | 'ariaLabel'> {
  readonly href: string;
  readonly children: ReactNode;
}

/** A link. One that leaves the console opens a new window without access to this one. */
export function Link({ href, children, ...rest }: Props) {
  const follow = useFollow();
  const external = !href.startsWith('/');
  return (
    <CloudscapeLink
      {...rest}
      href={href}
      onFollow={follow}
      {...(external && {
        external,
        target: '_blank',
        rel: 'noopener noreferrer',
        externalIconAriaLabel: 'Opens in a new tab',
      })}
    >
      {children}
    </CloudscapeLink>
  );
}
