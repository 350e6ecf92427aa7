/** A database for people: without the password. */
export function databaseName(url: string): string {
  if (!url.startsWith('postgres')) return `the embedded database in ${url.replace(/^pglite:(\/\/)?/, '')}`;
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname}${port ? `:${port}` : ''}${pathname}`;
}
