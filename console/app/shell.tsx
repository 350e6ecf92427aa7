import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { Suspense, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { CONSOLE_PAGES, type ConsolePage } from '#services/model/console-pages.ts';
import { useRefused } from '../api/session.ts';
import { onDemand } from '../parts/on-demand.tsx';
import { Caught } from '../parts/caught.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { spelledShort } from '../parts/untrusted.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { useFollow } from './navigate.ts';
import { NotFound } from './not-found.tsx';
import { useNotices } from './notices.ts';
import { PAGES, placeOf } from './pages.ts';
import { TopBar } from './top-bar.tsx';
import { isAtLeast, useViewer, type Viewer } from './viewer.ts';

const NoticeBar = onDemand(() => import('./notice-bar.tsx'));
const SignIn = onDemand(() => import('./sign-in.tsx'));

const NOWHERE = { title: 'Not found', oneTitle: undefined };

/** The frame around every page. */
export function Shell() {
  const [path] = useLocation();
  const refused = useRefused();
  const narrow = useNarrow();
  const [open, setOpen] = useState(!narrow);
  const follow = useFollow();
  const notices = useNotices();
  const viewer = useViewer();
  const { page, id } = placeOf(path);
  const { title, oneTitle } = page === undefined ? NOWHERE : PAGES[page];
  const oneName = id === undefined ? undefined : (oneTitle ?? spelledShort(id));
  const noticeBar =
    notices.length === 0 ? undefined : (
      <Caught>
        <Suspense>
          <NoticeBar notices={notices} />
        </Suspense>
      </Caught>
    );
  return (
    <>
      <title>{`${oneName ?? title} · Vedette`}</title>
      <TopBar />
      <AppLayoutToolbar
        headerSelector="#top"
        toolsHide
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        stickyNotifications
        notifications={narrow ? undefined : noticeBar}
        ariaLabels={{ navigation: 'Pages', navigationToggle: 'Open navigation', navigationClose: 'Close navigation' }}
        navigation={
          <SideNavigation
            activeHref={page === undefined ? '' : `/${page}`}
            onFollow={(event) => {
              if (narrow) setOpen(false);
              follow(event);
            }}
            items={CONSOLE_PAGES.filter((each) => isOffered(each, viewer)).map((each) => ({
              type: 'link',
              text: PAGES[each].title,
              href: `/${each}`,
            }))}
          />
        }
        breadcrumbs={
          page === undefined || oneName === undefined ? undefined : (
            <BreadcrumbGroup
              onFollow={follow}
              items={[
                { text: title, href: `/${page}` },
                { text: oneName, href: path },
              ]}
            />
          )
        }
        content={
          <Caught key={path}>
            <Suspense fallback={<PageSkeleton />}>{refused ? <SignIn /> : contentOf(page, id)}</Suspense>
          </Caught>
        }
      />
      {/* In narrow windows the layout lets notices scroll away: here they stay in sight. */}
      {narrow && noticeBar !== undefined ? <div className="notices">{noticeBar}</div> : null}
    </>
  );
}

function isOffered(page: ConsolePage, viewer: Viewer | undefined): boolean {
  const { everything = false, role } = PAGES[page];
  if (!everything && role === undefined) return true;
  return viewer !== undefined && (!everything || viewer.scope.everything) && (!role || isAtLeast(viewer, role));
}

function contentOf(page: ConsolePage | undefined, id: string | undefined): ReactNode {
  if (page === undefined) return <NotFound />;
  const { Component, One } = PAGES[page];
  if (id === undefined) return <Component />;
  return One === undefined ? <NotFound /> : <One key={id} id={id} />;
}
